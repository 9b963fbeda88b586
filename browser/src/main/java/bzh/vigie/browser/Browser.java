package bzh.vigie.browser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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
    private static final Pattern DATA = Pattern.compile("\"data\":\"([A-Za-z0-9+/=]+)\"");
    private static final Map<String, Integer> KEYS = Map.of(
            "Tab",
            9,
            "Enter",
            13,
            "Escape",
            27,
            " ",
            32,
            "End",
            35,
            "Home",
            36,
            "ArrowUp",
            38,
            "ArrowRight",
            39,
            "ArrowDown",
            40,
            "Delete",
            46);
    private static final long MOST_NANOS = 120_000_000_000L;
    private static final int LOOK_MILLIS = 100;
    private static final int PICTURE_HEIGHT = 2_400;

    private final Wire wire;
    private final List<String> complaints = new ArrayList<>();
    private int last;
    private int loads;

    /** Whether there is one on this machine. */
    public static boolean isThere() {
        return Files.isExecutable(CHROMIUM);
    }

    /** Starts one with its profile in this folder. */
    public static Browser start(Path folder) throws IOException {
        return start(folder, List.of());
    }

    /** Starts one with its profile in this folder, and these words of its command line besides. */
    public static Browser start(Path folder, List<String> more) throws IOException {
        try {
            return new Browser(folder, more);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Browser(Path folder, List<String> more) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                CHROMIUM.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--ignore-certificate-errors",
                "--remote-debugging-port=0",
                "--window-size=1280,900",
                "--user-data-dir=" + folder));
        words.addAll(more);
        words.add("about:blank");
        wire = Wire.to(new ProcessBuilder(words), LISTENS, Browser::page);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", "{}");
        }
        call("Emulation.setScrollbarsHidden", "{\"hidden\":true}");
    }

    private static URI page(String host, HttpClient http) throws IOException, InterruptedException {
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

    /** Calls a method of the protocol with parameters in JSON and gives what it answers. */
    public String call(String method, String parameters) throws IOException {
        int id = ++last;
        wire.send("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}");
        return await(message -> message.startsWith("{\"id\":" + id + ","));
    }

    private String await(Predicate<String> wanted) throws IOException {
        while (true) {
            String message = wire.next();
            // What is only recommended (verbose) is not a complaint.
            boolean said =
                    message.startsWith("{\"method\":\"Log.entryAdded\"") && !message.contains("\"level\":\"verbose\"");
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

    /** Waits until a piece of JavaScript is true; the page may be left by another meanwhile. */
    public void until(String code) throws IOException {
        long end = System.nanoTime() + MOST_NANOS;
        while (!call("Runtime.evaluate", "{\"expression\":" + text("!!(" + code + ")") + ",\"returnByValue\":true}")
                .contains("\"value\":true")) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("not so within two minutes: " + code + " at "
                        + evaluate("location.href + document.body.innerText"));
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    /** How wide and high the window is, in CSS pixels. */
    public void size(int width, int height) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":false}");
    }

    /** What the page is shown as: {@code print} or {@code screen}, and one feature of media queries with its value; empty for as usual. */
    public void media(String medium, String feature, String value) throws IOException {
        call(
                "Emulation.setEmulatedMedia",
                "{\"media\":" + text(medium) + ",\"features\":["
                        + (feature.isEmpty() ? "" : "{\"name\":" + text(feature) + ",\"value\":" + text(value) + "}")
                        + "]}");
    }

    /** Presses a key, as a keyboard does: a character, or a key by its name. */
    public void press(String key) throws IOException {
        press(key, 0);
    }

    /** Presses a key with others held: 1 Alt, 2 Control, 8 Shift, or their sum. */
    public void press(String key, int held) throws IOException {
        // Other characters have the numbers of other keys: an apostrophe that of the arrow to the right.
        char first = key.toUpperCase(Locale.ROOT).charAt(0);
        int code = KEYS.getOrDefault(key, Character.isLetterOrDigit(first) ? (int) first : 0);
        String text = key.equals("Enter")
                ? ",\"text\":\"\\r\""
                : key.length() == 1 && held != 2 ? ",\"text\":" + text(key) : "";
        String event = ",\"key\":" + text(key) + ",\"code\":"
                + text(KEYS.containsKey(key) && !key.equals(" ") ? key : key.equals(" ") ? "Space" : "")
                + ",\"modifiers\":" + held + ",\"windowsVirtualKeyCode\":" + code;
        call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\"" + event + text + "}");
        call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\"" + event + "}");
    }

    /** How many pages were loaded so far. */
    int loads() {
        return loads;
    }

    /** Waits for the page after so many. */
    void loaded(int before) throws IOException {
        if (loads == before) {
            await(message -> message.startsWith("{\"method\":\"Page.loadEventFired\""));
        }
    }

    /** Types a text, key by key. */
    public void type(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            press(text.substring(i, i + 1));
        }
    }

    /** Clicks what this selector finds first with the mouse, and waits for the page that comes. */
    public void click(String selector) throws IOException {
        int before = loads;
        touch(selector);
        loaded(before);
    }

    /** Clicks what this selector finds first with the mouse, once it is there. */
    public void touch(String selector) throws IOException {
        until("document.querySelector(" + text(selector) + ")");
        String at = evaluate("(() => { const box = document.querySelector(" + text(selector)
                + "); box.scrollIntoView({ block: 'center' }); const place = box.getClientRects()[0];"
                + " return `\"x\":${place.x + place.width / 2},\"y\":${place.y + place.height / 2}`; })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    "{\"type\":\"" + type + "\"," + at + ",\"button\":\"left\",\"clickCount\":1}");
        }
    }

    /**
     * Writes a picture of the page, of its first {@value #PICTURE_HEIGHT} pixels at most, where {@code -Dvigie.pictures=true} asks for
     * pictures: they are for people, and take a third of the time of looking at a page.
     */
    public void picture(Path file) throws IOException {
        if (!Boolean.getBoolean("vigie.pictures")) {
            return;
        }
        String size = evaluate("`\"width\":${document.documentElement.clientWidth},\"height\":${Math.min("
                + PICTURE_HEIGHT + ", document.documentElement.scrollHeight)}`");
        data(
                "Page.captureScreenshot",
                "{\"format\":\"png\",\"captureBeyondViewport\":true,\"clip\":{\"x\":0,\"y\":0," + size
                        + ",\"scale\":1}}",
                file);
    }

    /** Writes the page as it is printed, a PDF. */
    public void print(Path file) throws IOException {
        data("Page.printToPDF", "{\"paperWidth\":8.27,\"paperHeight\":11.69,\"printBackground\":false}", file);
    }

    private void data(String method, String parameters, Path file) throws IOException {
        Matcher data = DATA.matcher(call(method, parameters));
        if (!data.find()) {
            throw new IOException("no picture: " + method);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode(data.group(1)));
    }

    /** What pages complained about since the last question: errors of scripts, what the content policy stopped, what did not load. */
    public List<String> complaints() {
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /** Lets pages give files, which come into this folder under the names that the pages give them. */
    public void takesFiles(Path folder) throws IOException {
        call(
                "Browser.setDownloadBehavior",
                "{\"behavior\":\"allow\",\"downloadPath\":"
                        + text(folder.toAbsolutePath().toString()) + "}");
    }

    /** A script that tests run in a page: a file beside this class. */
    public static String script(String name) throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A text as JSON and JavaScript have it. */
    public static String text(String value) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
    }

    /** The value of the result in the result. */
    static Optional<String> value(String answer) throws IOException {
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
        wire.close();
    }
}
