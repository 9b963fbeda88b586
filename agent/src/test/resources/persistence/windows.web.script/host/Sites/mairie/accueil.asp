<% Response.Write("Bonjour") %>
