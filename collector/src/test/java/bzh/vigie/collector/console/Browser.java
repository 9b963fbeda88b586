package bzh.vigie.collector.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian's Chromium without a window, spoken to by its own protocol (Chrome DevTools Protocol) over a web socket: one browser, one page. It
 * keeps what the page complains about. One thread.
 */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Pattern LISTENS = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final Pattern PAGE = Pattern.compile("\"webSocketDebuggerUrl\": *\"(ws://[^\"]+/page/[^\"]+)\"");
    private static final JsonFactory JSON = new JsonFactory();
    private static final long MOST_SECONDS = 600;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final List<String> complaints = new ArrayList<>();
    private int last;
    private int loads;

    /** Whether there is one on this machine. */
    public static boolean isThere() {
        return Files.isExecutable(CHROMIUM);
    }

    /** Starts one with its profile in this folder. */
    public static Browser start(Path folder) throws IOException {
        try {
            return new Browser(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Browser(Path folder) throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--ignore-certificate-errors",
                        "--remote-debugging-port=0",
                        "--window-size=1280,900",
                        "--user-data-dir=" + folder,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        String host =
                listens(new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        socket = http.newWebSocketBuilder()
                .buildAsync(page(host), new Listener())
                .join();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", "{}");
        }
    }

    private static String listens(BufferedReader said) throws IOException {
        String line;
        while ((line = said.readLine()) != null) {
            Matcher matcher = LISTENS.matcher(line);
            if (matcher.find()) {
                // What it says further interests nobody, but must be read.
                Thread.ofVirtual().start(() -> said.lines().forEach(more -> {}));
                return matcher.group(1);
            }
        }
        throw new IOException("Chromium did not start");
    }

    private URI page(String host) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            String list = http.send(
                            HttpRequest.newBuilder(URI.create("http://" + host + "/json/list"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher matcher = PAGE.matcher(list);
            if (matcher.find()) {
                return URI.create(matcher.group(1));
            }
            Thread.sleep(50);
        }
        throw new IOException("Chromium has no page");
    }

    /** Puts whole messages into the queue. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
            parts.append(data);
            if (isLast) {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            return WebSocket.Listener.super.onText(from, data, isLast);
        }
    }

    /** Calls a method of the protocol with parameters in JSON and gives what it answers. */
    public String call(String method, String parameters) throws IOException {
        int id = ++last;
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .join();
        return await(message -> message.startsWith("{\"id\":" + id + ","));
    }

    private String await(java.util.function.Predicate<String> wanted) throws IOException {
        try {
            while (true) {
                String message = messages.poll(MOST_SECONDS, TimeUnit.SECONDS);
                if (message == null) {
                    throw new IOException("Chromium does not answer");
                }
                // What is only recommended (verbose) is not a complaint.
                boolean said = message.startsWith("{\"method\":\"Log.entryAdded\"")
                        && !message.contains("\"level\":\"verbose\"");
                if (said || message.startsWith("{\"method\":\"Runtime.exceptionThrown\"")) {
                    complaints.add(message);
                }
                if (message.startsWith("{\"method\":\"Page.loadEventFired\"")) {
                    loads++;
                }
                if (wanted.test(message)) {
                    return message;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Takes these cookies along to the console at this address. */
    public void cookies(String address, Map<String, String> cookies) throws IOException {
        call("Network.clearBrowserCookies", "{}");
        for (Map.Entry<String, String> cookie : cookies.entrySet()) {
            call(
                    "Network.setCookie",
                    "{\"url\":" + text(address) + ",\"name\":" + text(cookie.getKey()) + ",\"value\":"
                            + text(cookie.getValue()) + ",\"secure\":true,\"path\":\"/\"}");
        }
    }

    /** Opens an address and waits until all of it is there. */
    public void open(String address) throws IOException {
        call("Page.navigate", "{\"url\":" + text(address) + "}");
        await(message -> message.startsWith("{\"method\":\"Page.loadEventFired\""));
    }

    /** What a piece of JavaScript gives, as text; a promise is waited for. */
    public String evaluate(String code) throws IOException {
        String answer = call(
                "Runtime.evaluate", "{\"expression\":" + text(code) + ",\"awaitPromise\":true,\"returnByValue\":true}");
        return value(answer).orElseThrow(() -> new IOException(answer));
    }

    /** Presses a key, as a keyboard does: Tab, Enter, or a character. */
    public void press(String key) throws IOException {
        int code = key.equals("Tab") ? 9 : key.equals("Enter") ? 13 : key.charAt(0);
        String text = key.equals("Enter") ? ",\"text\":\"\\r\"" : key.length() == 1 ? ",\"text\":" + text(key) : "";
        String event = ",\"key\":" + text(key) + ",\"windowsVirtualKeyCode\":" + code;
        call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\"" + event + text + "}");
        call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\"" + event + "}");
    }

    /** Types a text, key by key. */
    public void type(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            press(text.substring(i, i + 1));
        }
    }

    /** Clicks what this selector finds first with the mouse, and waits for the page that comes. */
    public void click(String selector) throws IOException {
        String at = evaluate("(() => { const box = document.querySelector(" + text(selector)
                + "); box.scrollIntoView({ block: 'center' }); const place = box.getBoundingClientRect();"
                + " return `\"x\":${place.x + place.width / 2},\"y\":${place.y + place.height / 2}`; })()");
        int before = loads;
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    "{\"type\":\"" + type + "\"," + at + ",\"button\":\"left\",\"clickCount\":1}");
        }
        if (loads == before) {
            await(message -> message.startsWith("{\"method\":\"Page.loadEventFired\""));
        }
    }

    /** Writes a picture of the page. */
    public void picture(Path file) throws IOException {
        String answer = call("Page.captureScreenshot", "{\"format\":\"png\"}");
        Matcher data = Pattern.compile("\"data\":\"([A-Za-z0-9+/=]+)\"").matcher(answer);
        if (data.find()) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(data.group(1)));
        }
    }

    /** What pages complained about since the last question: errors of scripts, what the content policy stopped, what did not load. */
    public List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    private static String text(String value) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
    }

    /** The value of the result in the result. */
    private static Optional<String> value(String answer) throws IOException {
        try (JsonParser json = JSON.createParser(answer)) {
            int depth = 0;
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.START_OBJECT) {
                    depth++;
                } else if (json.currentToken() == JsonToken.END_OBJECT) {
                    depth--;
                } else if (depth == 3
                        && json.currentToken() == JsonToken.FIELD_NAME
                        && "value".equals(json.currentName())) {
                    json.nextToken();
                    return Optional.of(json.getText());
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            // Its profile lies in a folder that is removed next.
            process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
