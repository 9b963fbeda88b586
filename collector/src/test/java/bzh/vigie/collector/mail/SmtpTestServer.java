package bzh.vigie.collector.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server on this machine, written for tests by RFC 5321, 3207 and 4954; it takes one mail after the other. */
public final class SmtpTestServer implements AutoCloseable {
    private final ServerSocket listener;
    private final SSLContext tls;
    private final boolean fromTheBeginning;
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean withoutTls = new AtomicBoolean();
    private final AtomicBoolean loginOnly = new AtomicBoolean();

    /** With the certificate of 127.0.0.1 that this context has. */
    public SmtpTestServer(SSLContext tls, boolean fromTheBeginning) throws IOException {
        this.tls = tls;
        this.fromTheBeginning = fromTheBeginning;
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofPlatform().daemon().start(this::serve);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The mails that were taken, as they came, without the dots that were stuffed. */
    public List<String> mails() {
        return mails;
    }

    /** What clients said, line by line, mails left out. */
    public List<String> said() {
        return said;
    }

    /** Refuses this receiver from now on. */
    public void refuse(String address) {
        refused.add(address);
    }

    public void takeAll() {
        refused.clear();
    }

    public void offerNoTls() {
        withoutTls.set(true);
    }

    public void offerLoginOnly() {
        loginOnly.set(true);
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket plain = listener.accept()) {
                Socket socket = fromTheBeginning ? secured(plain) : plain;
                reply(socket, "220 mail.test ESMTP");
                if (talk(socket, fromTheBeginning)) {
                    Socket secured = secured(plain);
                    talk(secured, true);
                    secured.close();
                }
            } catch (IOException e) {
                said.add("! " + e.getMessage());
            }
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    private static void reply(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Byte by byte: what comes after STARTTLS is not for this reader. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
            line.append((char) each);
        }
        return line.toString().strip();
    }

    /** Gives true where TLS is to begin. */
    private boolean talk(Socket socket, boolean secure) throws IOException {
        InputStream in = socket.getInputStream();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            said.add((secure ? "tls " : "") + line);
            String verb = line.split("[ :]", 2)[0];
            switch (verb) {
                case "EHLO" ->
                    reply(
                            socket,
                            "250-mail.test\r\n" + (secure || withoutTls.get() ? "" : "250-STARTTLS\r\n") + "250-AUTH "
                                    + (loginOnly.get() ? "LOGIN" : "PLAIN LOGIN") + "\r\n250 8BITMIME");
                case "STARTTLS" -> {
                    reply(socket, "220 go ahead");
                    return true;
                }
                case "AUTH" -> reply(socket, login(socket, in, line) ? "235 welcome" : "535 5.7.8 no");
                case "MAIL" -> reply(socket, "250 ok");
                case "RCPT" -> {
                    String to = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    reply(socket, refused.contains(to) ? "550 5.1.1 nobody here" : "250 ok");
                }
                case "DATA" -> {
                    reply(socket, "354 go on");
                    mails.add(mail(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))));
                    reply(socket, "250 taken");
                }
                case "QUIT" -> {
                    reply(socket, "221 bye");
                    return false;
                }
                default -> reply(socket, "500 what");
            }
        }
        return false;
    }

    private boolean login(Socket socket, InputStream in, String line) throws IOException {
        if (line.startsWith("AUTH PLAIN ") && !loginOnly.get()) {
            return "\0vigie\0geheim".equals(decoded(line.substring(11)));
        }
        reply(socket, "334 VXNlcm5hbWU6");
        String user = decoded(line(in));
        reply(socket, "334 UGFzc3dvcmQ6");
        return user.equals("vigie") && decoded(line(in)).equals("geheim");
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String mail(BufferedReader reader) throws IOException {
        StringBuilder mail = new StringBuilder();
        for (String line = reader.readLine(); line != null && !line.equals("."); line = reader.readLine()) {
            mail.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return mail.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
