package bzh.vigie.installers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP proxy on this machine that opens tunnels by CONNECT, to localhost alone, and counts them. */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket server;
    private final Optional<String> login;
    private final AtomicInteger tunnels = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    /** @param login user and password by a colon that it wants by Basic, if it wants any */
    ConnectProxy(Optional<String> login) throws IOException {
        this.login =
                login.map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("test-proxy").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many it opened. */
    int tunnels() {
        return tunnels.get();
    }

    /** How often it asked for a login. */
    int refusals() {
        return refusals.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1);
            String request = String.valueOf(in.readLine());
            String authorization = "";
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.startsWith("Proxy-Authorization: ")) {
                    authorization = line.substring("Proxy-Authorization: ".length());
                }
            }
            if (login.isPresent() && !login.get().equals(authorization)) {
                refusals.incrementAndGet();
                say(
                        socket,
                        String.join(
                                "\r\n",
                                "HTTP/1.1 407 Proxy Authentication Required",
                                "Proxy-Authenticate: Basic realm=\"mairie\"",
                                "Content-Length: 0",
                                "",
                                ""));
                return;
            }
            tunnel(socket, Integer.parseInt(request.split("[: ]", -1)[2]));
        } catch (IOException e) {
            // The agent's side of it is what the test looks at.
        }
    }

    private void tunnel(Socket socket, int port) throws IOException {
        try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), port)) {
            say(socket, "HTTP/1.1 200 Connection established\r\n\r\n");
            tunnels.incrementAndGet();
            Thread back = Thread.ofPlatform().daemon().start(() -> copy(onward, socket));
            copy(socket, onward);
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The other direction ended first.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
