package bzh.vigie.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page does wrong is told; what Firefox says of itself is not laid at the page's door. */
final class FirefoxComplaintsTest {
    private static final String STREAM = "/stream";
    private static final long MOST_NANOS = 120_000_000_000L;

    private @TempDir Path folder;

    /** Written by Firefox 140.12 ESR of Debian 12, as it was: the first two of pages that did nothing wrong, the others of faults. */
    @Test
    void whatFirefoxSaysOfItselfIsNotOfAScript() {
        assertFalse(Firefox.isOfAScript("""
            {"type":"event","method":"log.entryAdded","params":{"type":"javascript","level":"error","source":{"realm":\
            "f3d5248b-5076-44b0-98d1-b41ef95b9f49","context":"8bb7e17e-3881-416c-95a1-914ef1577094"},"text":"The connection to \
            http://localhost:33489/events was interrupted while the page was loading.","timestamp":1796086588159}}\
            """));
        assertFalse(Firefox.isOfAScript("""
            {"type":"event","method":"log.entryAdded","params":{"type":"javascript","level":"error","source":{"realm":\
            "d152c07b-1765-4121-88c6-4d509e8306f9","context":"8bb7e17e-3881-416c-95a1-914ef1577094"},"text":"Error: Permission denied \
            to access property \\"length\\"","timestamp":1796086586012}}\
            """));
        assertTrue(Firefox.isOfAScript("""
            {"type":"event","method":"log.entryAdded","params":{"type":"javascript","level":"error","source":{"realm":\
            "fcde318c-e997-40a9-843c-85853d1faa32","context":"8bb7e17e-3881-416c-95a1-914ef1577094"},"text":"ReferenceError: nothing \
            is not defined","timestamp":1796086591010,"stackTrace":{"callFrames":[{"columnNumber":56,"functionName":"","lineNumber":0,\
            "url":"http://localhost:33489/throws"},{"columnNumber":49,"functionName":"","lineNumber":0,"url":\
            "http://localhost:33489/throws"}]}}}\
            """));
        assertTrue(Firefox.isOfAScript("""
            {"type":"event","method":"log.entryAdded","params":{"type":"console","method":"error","source":{"realm":\
            "cac06c62-545d-4d07-bc7f-f7ae14b59c29","context":"8bb7e17e-3881-416c-95a1-914ef1577094"},"args":[{"type":"string",\
            "value":"x"}],"level":"error","text":"x","timestamp":1796086582057,"stackTrace":{"callFrames":[{"columnNumber":47,\
            "functionName":"","lineNumber":0,"url":"http://localhost:33489/console"}]}}}\
            """));
    }

    @Test
    void everyFaultOfAPageIsTold() throws IOException, InterruptedException {
        assumeTrue(Firefox.isThere(), "there is no Firefox: apt-get install firefox-esr");
        try (Site site = new Site();
                Firefox firefox = Firefox.start(folder.resolve("browser"))) {
            assertTold(firefox, site, "<script>setTimeout(() => nothing.here)</script>", "nothing is not defined");
            assertTold(firefox, site, "<script>setTimeout(() => { throw 'a word' })</script>", "a word");
            assertTold(firefox, site, "<script>let = ;</script>", "SyntaxError");
            assertTold(firefox, site, "<script>Promise.reject(new Error('gone'))</script>", "gone");
            assertTold(firefox, site, "<script>console.error('a remark')</script>", "a remark");
            assertTold(firefox, site, "<p style='color: red'>", "style-src");
            assertEquals(List.of(), firefox.complaints(), "each is told once");
        }
    }

    @Test
    void aStreamThatEndsBecauseThePageIsLeftIsNoFault() throws IOException, InterruptedException {
        assumeTrue(Firefox.isThere(), "there is no Firefox: apt-get install firefox-esr");
        try (Site site = new Site();
                Firefox firefox = Firefox.start(folder.resolve("browser"))) {
            firefox.open(site.with("<script>const source = new EventSource('" + STREAM + "');"
                    + " var opened = new Promise(done => source.onopen = done).then(() => 'open')</script>"));
            assertEquals("open", firefox.evaluate("opened"));
            firefox.open(site.with("<script>console.error('the page after it')</script>"));
            List<String> complaints = await(firefox, "the page after it");
            assertEquals(1, complaints.size(), complaints::toString);
        }
    }

    private static void assertTold(Firefox firefox, Site site, String page, String what)
            throws IOException, InterruptedException {
        firefox.open(site.with(page));
        List<String> ignored = await(firefox, what);
        firefox.open(site.with("<p>"));
        ignored = firefox.complaints();
    }

    /** All that is told until this is. */
    private static List<String> await(Firefox firefox, String what) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        long end = System.nanoTime() + MOST_NANOS;
        while (all.stream().noneMatch(each -> each.contains(what))) {
            assertTrue(System.nanoTime() - end < 0, () -> what + " is not among " + all);
            all.addAll(firefox.complaints());
            Thread.sleep(20);
        }
        return all;
    }

    /** Shows the page it is to show; allows scripts, and styles of no kind. Its stream stays open. */
    private static final class Site implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private volatile String page = "";

        Site() throws IOException {
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
        }

        String with(String shown) {
            page = "<!doctype html><meta charset=utf-8><title>page</title>" + shown;
            return "http://localhost:" + server.getAddress().getPort() + "/";
        }

        private void answer(HttpExchange exchange) throws IOException {
            boolean isStream = exchange.getRequestURI().getPath().equals(STREAM);
            exchange.getResponseHeaders().set("Content-Type", isStream ? "text/event-stream" : "text/html");
            exchange.getResponseHeaders().set("Content-Security-Policy", "style-src 'none'");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write((isStream ? ":\n\n" : page).getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            if (!isStream) {
                exchange.close();
            }
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
