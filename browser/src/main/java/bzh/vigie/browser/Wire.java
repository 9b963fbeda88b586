package bzh.vigie.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser's process and the web socket by which it is spoken to: whole messages go in and out. One thread. */
final class Wire implements AutoCloseable {
    private static final long MOST_SECONDS = 600;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    /** Where the web socket of a browser is that listens at this host and port. */
    @FunctionalInterface
    interface Address {
        URI at(String host, HttpClient http) throws IOException, InterruptedException;
    }

    /**
     * Starts a browser and connects to it.
     *
     * @param listens what it says when it listens; its first group is host and port
     */
    static Wire to(ProcessBuilder browser, Pattern listens, Address address) throws IOException, InterruptedException {
        return new Wire(browser.redirectErrorStream(true).start(), listens, address);
    }

    private Wire(Process process, Pattern listens, Address address) throws IOException, InterruptedException {
        this.process = process;
        boolean connected = false;
        try {
            String host = listens(
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)),
                    listens);
            socket = http.newWebSocketBuilder()
                    .buildAsync(address.at(host, http), new Listener())
                    .join();
            connected = true;
        } finally {
            if (!connected) {
                end();
            }
        }
    }

    private static String listens(BufferedReader said, Pattern listens) throws IOException {
        String line;
        while ((line = said.readLine()) != null) {
            Matcher matcher = listens.matcher(line);
            if (matcher.find()) {
                // What it says further interests nobody, but must be read.
                Thread.ofVirtual().start(() -> said.lines().forEach(more -> {}));
                return matcher.group(1);
            }
        }
        throw new IOException("the browser did not start");
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

    /** Sends a message. */
    void send(String message) {
        socket.sendText(message, true).join();
    }

    /** The next message, waited for. */
    String next() throws IOException {
        try {
            String message = messages.poll(MOST_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new IOException("the browser does not answer");
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        end();
    }

    private void end() {
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
