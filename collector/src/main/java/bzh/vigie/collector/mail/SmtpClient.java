package bzh.vigie.collector.mail;

import bzh.vigie.collector.identity.TrustedAuthority;
import bzh.vigie.collector.mail.SmtpException.Reason;
import bzh.vigie.collector.mail.SmtpServer.Security;
import bzh.vigie.text.Printable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Hands one mail to a server: the part of SMTP (RFC 5321) that this takes, with STARTTLS (RFC 3207), TLS from the beginning (RFC 8314)
 * and AUTH PLAIN or LOGIN (RFC 4954, 4616). A password is never said on a connection that is not TLS. Replies are bounded, and every wait
 * ends. Thread-safe: each mail has its own connection.
 */
public final class SmtpClient {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int REPLY_MILLIS = 60_000;
    private static final int LONGEST_LINE = 2_000;
    private static final int MOST_LINES = 100;

    private final SmtpServer server;

    public SmtpClient(SmtpServer server) {
        this.server = server;
    }

    /** A reply of several lines under one code. */
    private record Reply(int code, List<String> lines) {
        boolean isGood() {
            return code / 100 == 2;
        }

        String text() {
            return Printable.line(code + " " + String.join(" ", lines), 300);
        }

        /** What follows the name of an extension; empty where the server has it not. */
        Optional<String> extension(String name) {
            return lines.stream()
                    .map(line -> line.toUpperCase(Locale.ROOT) + " ")
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst();
        }
    }

    /**
     * Hands it over and gives what the server said of it.
     *
     * @param to one address
     * @param message a whole mail (RFC 5322), with CR LF ends of line
     * @throws SmtpException where the server did not take it
     */
    public String send(String to, byte[] message) throws SmtpException {
        if (!SmtpServer.isAddress(to)) {
            throw new SmtpException(Reason.REFUSED, Printable.line(to, 300));
        }
        try (Connection connection = new Connection(connected())) {
            connection.wanted(connection.reply(), 220, Reason.NOT_SMTP);
            Reply hello = connection.say("EHLO " + greeting());
            if (server.security() == Security.STARTTLS) {
                if (hello.extension("STARTTLS").isEmpty()) {
                    throw new SmtpException(Reason.NOT_SECURE, hello.text());
                }
                connection.wanted(connection.say("STARTTLS"), 220, Reason.NOT_SECURE);
                connection.secure();
                hello = connection.say("EHLO " + greeting());
            }
            connection.wanted(hello, 250, Reason.NOT_SMTP);
            if (server.user().isPresent()) {
                login(connection, hello.extension("AUTH").orElse(""));
            }
            connection.wanted(connection.say("MAIL FROM:<" + server.from() + ">"), 250, Reason.REFUSED);
            Reply taken = connection.say("RCPT TO:<" + to + ">");
            if (!taken.isGood()) {
                throw new SmtpException(Reason.REFUSED, taken.text());
            }
            connection.wanted(connection.say("DATA"), 354, Reason.REFUSED);
            Reply end = connection.data(message);
            connection.wanted(end, 250, Reason.REFUSED);
            connection.quit();
            return end.text();
        } catch (SSLException e) {
            throw new SmtpException(Reason.NOT_SECURE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new SmtpException(Reason.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** By what this side calls itself: an address literal (RFC 5321, 4.1.3), since it may have no name that others know. */
    private static String greeting() {
        return "[127.0.0.1]";
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
            socket.setSoTimeout(REPLY_MILLIS);
            return server.security() == Security.TLS ? secured(socket) : socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLContext context = server.authority().isPresent()
                ? TrustedAuthority.context(server.authority().get())
                : trustingAsTheSystem();
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(plain, server.name(), server.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static SSLContext trustingAsTheSystem() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificates are trusted here", e);
        }
    }

    private void login(Connection connection, String ways) throws IOException, SmtpException {
        if (server.security() == Security.NONE) {
            throw new SmtpException(Reason.NOT_SECURE, "a password is not sent without TLS");
        }
        String user = server.user().orElse("");
        String password = server.secret();
        List<String> offered = Arrays.asList(ways.split("[ =]+", -1));
        Reply end;
        if (offered.contains("PLAIN") || !offered.contains("LOGIN")) {
            end = connection.say("AUTH PLAIN " + base64("\0" + user + "\0" + password));
        } else {
            connection.wanted(connection.say("AUTH LOGIN"), 334, Reason.LOGIN_REFUSED);
            connection.wanted(connection.say(base64(user)), 334, Reason.LOGIN_REFUSED);
            end = connection.say(base64(password));
        }
        connection.wanted(end, 235, Reason.LOGIN_REFUSED);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One conversation. */
    private final class Connection implements AutoCloseable {
        private Socket socket;
        private InputStream in;
        private OutputStream out;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** What came before TLS and was not read is not taken for what comes by it. */
        void secure() throws IOException, SmtpException {
            if (in.available() > 0) {
                throw new SmtpException(Reason.NOT_SECURE, "something was said after STARTTLS and before TLS");
            }
            socket = secured(socket);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        Reply say(String line) throws IOException, SmtpException {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return reply();
        }

        /** A line that begins with a dot gets another (RFC 5321, 4.5.2). */
        Reply data(byte[] message) throws IOException, SmtpException {
            ByteArrayOutputStream stuffed = new ByteArrayOutputStream();
            boolean begins = true;
            for (byte each : message) {
                if (begins && each == '.') {
                    stuffed.write('.');
                }
                stuffed.write(each);
                begins = each == '\n';
            }
            stuffed.writeBytes((begins ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(stuffed.toByteArray());
            out.flush();
            return reply();
        }

        Reply reply() throws IOException, SmtpException {
            List<String> lines = new ArrayList<>();
            while (lines.size() < MOST_LINES) {
                String line = line();
                if (line.length() < 3 || !line.substring(0, 3).chars().allMatch(c -> c >= '0' && c <= '9')) {
                    throw new SmtpException(Reason.NOT_SMTP, Printable.line(line, 300));
                }
                lines.add(line.length() > 4 ? line.substring(4) : "");
                if (line.length() == 3 || line.charAt(3) != '-') {
                    return new Reply(Integer.parseInt(line.substring(0, 3)), List.copyOf(lines));
                }
            }
            throw new SmtpException(Reason.NOT_SMTP, "more than " + MOST_LINES + " lines");
        }

        private String line() throws IOException, SmtpException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int each = in.read(); each != '\n'; each = in.read()) {
                if (each < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (line.size() >= LONGEST_LINE) {
                    throw new SmtpException(Reason.NOT_SMTP, "a line without end");
                }
                line.write(each);
            }
            return line.toString(StandardCharsets.UTF_8).stripTrailing();
        }

        void wanted(Reply reply, int code, Reason otherwise) throws SmtpException {
            if (reply.code() != code) {
                throw new SmtpException(otherwise, reply.text());
            }
        }

        /** The mail was taken: how the server says goodbye changes nothing. */
        void quit() {
            try {
                out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (IOException e) {
                System.getLogger(SmtpClient.class.getName()).log(System.Logger.Level.DEBUG, "saying goodbye", e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
