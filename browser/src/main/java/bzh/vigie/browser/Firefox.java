package bzh.vigie.browser;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian's Firefox without a window, spoken to by its own protocol (WebDriver BiDi) over a web socket: one browser, one page. It keeps what
 * the page complains about. One thread.
 */
public final class Firefox implements AutoCloseable {
    private static final Path FIREFOX = Path.of("/usr/bin/firefox-esr");
    private static final Pattern LISTENS = Pattern.compile("WebDriver BiDi listening on ws://(\\S+)");
    private static final Pattern CONTEXT = Pattern.compile("\"context\": *\"([^\"]+)\"");

    /** Keeps where {@link #complaints} finds it: what the content policy stopped, what no script caught. */
    private static final String WATCH = """
        () => {
          window.complaints = [];
          document.addEventListener('securitypolicyviolation', event => window.complaints.push(event.violatedDirective + ' ' + event.blockedURI));
          window.addEventListener('error', event => window.complaints.push(event.message));
          window.addEventListener('unhandledrejection', event => window.complaints.push(String(event.reason)));
        }
        """;

    private final Wire wire;
    private final String context;
    private final List<String> complaints = new ArrayList<>();
    private int last;

    /** Whether there is one on this machine. */
    public static boolean isThere() {
        return Files.isExecutable(FIREFOX);
    }

    /** Starts one with its profile in this folder. */
    public static Firefox start(Path folder) throws IOException {
        try {
            return new Firefox(Files.createDirectories(folder));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Firefox(Path folder) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                FIREFOX.toString(),
                "--headless",
                "--no-remote",
                "--profile",
                folder.toString(),
                "--remote-debugging-port=0",
                "about:blank");
        builder.environment().put("HOME", folder.toString());
        wire = Wire.to(builder, LISTENS, (host, http) -> URI.create("ws://" + host + "/session"));
        call("session.new", "{\"capabilities\":{\"alwaysMatch\":{\"acceptInsecureCerts\":true}}}");
        call("session.subscribe", "{\"events\":[\"log.entryAdded\"]}");
        call("script.addPreloadScript", "{\"functionDeclaration\":" + Browser.text(WATCH) + "}");
        Matcher tree = CONTEXT.matcher(call("browsingContext.getTree", "{}"));
        if (!tree.find()) {
            throw new IOException("Firefox has no page");
        }
        context = tree.group(1);
    }

    private String call(String method, String parameters) throws IOException {
        int id = ++last;
        wire.send("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}");
        while (true) {
            String message = wire.next();
            if (message.contains("\"method\":\"log.entryAdded\"")) {
                if (isOfAScript(message)) {
                    complaints.add(message);
                }
            } else if (message.contains("\"id\":" + id + ",")) {
                if (message.contains("\"type\":\"error\"")) {
                    throw new IOException(method + ": " + message);
                }
                return message;
            }
        }
    }

    /** Takes these cookies along to {@code localhost}. */
    public void cookies(Map<String, String> cookies) throws IOException {
        call("storage.deleteCookies", "{}");
        for (Map.Entry<String, String> cookie : cookies.entrySet()) {
            call(
                    "storage.setCookie",
                    "{\"cookie\":{\"name\":" + Browser.text(cookie.getKey())
                            + ",\"value\":{\"type\":\"string\",\"value\":"
                            + Browser.text(cookie.getValue())
                            + "},\"domain\":\"localhost\",\"secure\":true,\"path\":\"/\"}}");
        }
    }

    /** Opens an address and waits until all of it is there. */
    public void open(String address) throws IOException {
        call(
                "browsingContext.navigate",
                "{\"context\":" + Browser.text(context) + ",\"url\":" + Browser.text(address)
                        + ",\"wait\":\"complete\"}");
    }

    /** What a piece of JavaScript gives, as text; a promise is waited for. */
    public String evaluate(String code) throws IOException {
        String answer = call(
                "script.evaluate",
                "{\"expression\":" + Browser.text(code) + ",\"target\":{\"context\":" + Browser.text(context)
                        + "},\"awaitPromise\":true}");
        return Browser.value(answer).orElseThrow(() -> new IOException(answer));
    }

    /** Types a text into what has the focus, key by key; {@code \\uE007} is Enter, {@code \\uE004} Tab, as WebDriver has them. */
    public void type(String text) throws IOException {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            String key = Browser.text(text.substring(i, i + 1));
            keys.append(keys.isEmpty() ? "" : ",")
                    .append("{\"type\":\"keyDown\",\"value\":" + key + "},{\"type\":\"keyUp\",\"value\":" + key + "}");
        }
        call(
                "input.performActions",
                "{\"context\":" + Browser.text(context)
                        + ",\"actions\":[{\"type\":\"key\",\"id\":\"keyboard\",\"actions\":[" + keys + "]}]}");
    }

    /**
     * Whether an entry of the log is an error that names its place in a script. Firefox writes there what it says of itself too: that
     * a stream of events ended because its page is left, or a fault of its own code.
     */
    static boolean isOfAScript(String entry) {
        return entry.contains("\"level\":\"error\"") && entry.contains("\"stackTrace\":");
    }

    /** Errors of scripts since the last question, and on this page also those without a place and what the content policy stopped. */
    public List<String> complaints() throws IOException {
        String ofThisPage = evaluate("window.complaints.splice(0).join('\\n')");
        List<String> all = new ArrayList<>(complaints);
        if (!ofThisPage.isEmpty()) {
            all.add(ofThisPage);
        }
        complaints.clear();
        return all;
    }

    @Override
    public void close() {
        wire.close();
    }
}
