<%@ Page Language="C#" %>
<p>Bonjour</p>
