package bzh.vigie.agent.directory;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server that takes questions of LDAP (RFC 4511) on a real socket and answers what a test says, true or not. One thread a connection.
 */
final class LyingController implements AutoCloseable {
    /** What it answers to a search. */
    @FunctionalInterface
    interface Lie {
        void answer(Question question, OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * A question.
     *
     * @param text the whole of it, a letter a byte
     */
    record Question(int id, String text) {
        /** Whether these letters are in it. */
        boolean has(String letters) {
            return text.contains(letters);
        }
    }

    /**
     * How it does TLS.
     *
     * @param isAskedFor whether it waits until it is asked
     * @param code what it answers then
     */
    record Securing(SSLContext context, boolean isAskedFor, int code) {}

    private static final int SEARCH = 0x63;
    private static final int BIND = 0x60;
    private static final int EXTENDED = 0x77;
    private static final int STRONGER_AUTH_REQUIRED = 8;

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private final Lie lie;
    private final Optional<Securing> securing;
    private volatile boolean isGarbling;

    LyingController(Lie lie) throws IOException {
        this(lie, Optional.empty());
    }

    LyingController(Lie lie, Optional<Securing> securing) throws IOException {
        this.lie = lie;
        this.securing = securing;
        Thread ignored = Thread.ofVirtual().start(this::accept);
    }

    /** The same, that ends a connection by bytes that mean nothing. */
    LyingController garbling(boolean whether) {
        isGarbling = whether;
        return this;
    }

    int port() {
        return socket.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    int questions() {
        return questions.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket next = socket.accept();
                connections.incrementAndGet();
                Thread ignored = Thread.ofVirtual().start(() -> serve(next));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            Socket talk = securing.isPresent() && !securing.get().isAskedFor() ? secured(connection) : connection;
            DataInputStream in = new DataInputStream(talk.getInputStream());
            while (true) {
                int ignored = in.readByte();
                byte[] message = in.readNBytes(length(in));
                int id = 0;
                for (int i = 0; i < message[1]; i++) {
                    id = id << 8 | (message[2 + i] & 0xff);
                }
                switch (message[2 + message[1]] & 0xff) {
                    case SEARCH -> {
                        questions.incrementAndGet();
                        Question question = new Question(id, new String(message, StandardCharsets.ISO_8859_1));
                        try {
                            lie.answer(question, talk.getOutputStream());
                        } finally {
                            connection.getOutputStream().write(isGarbling ? new byte[64] : new byte[0]);
                        }
                    }
                    case BIND -> talk.getOutputStream().write(result(id, 0x61, STRONGER_AUTH_REQUIRED));
                    case EXTENDED -> {
                        int code = securing.map(Securing::code).orElse(2);
                        talk.getOutputStream().write(result(id, 0x78, code));
                        if (code == 0) {
                            talk = secured(connection);
                            in = new DataInputStream(talk.getInputStream());
                        }
                    }
                    default -> {}
                }
            }
        } catch (IOException e) {
            // it went
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] result(int id, int tag, int code) {
        return message(id, tlv(tag, number(0x0a, code), text(""), text("")));
    }

    private Socket secured(Socket connection) throws IOException {
        SSLSocket socket = (SSLSocket) securing.orElseThrow()
                .context()
                .getSocketFactory()
                .createSocket(connection, "localhost", connection.getPort(), true);
        socket.setUseClientMode(false);
        return socket;
    }

    private static int length(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int length = first < 128 ? first : 0;
        for (int i = 0; first >= 128 && i < first - 128; i++) {
            length = length << 8 | in.readUnsignedByte();
        }
        return length;
    }

    /** An object with one attribute. */
    static byte[] entry(int id, String dn, String attribute, byte[]... values) {
        byte[] set = tlv(0x31, Stream.of(values).map(value -> tlv(0x04, value)).toArray(byte[][]::new));
        return message(id, tlv(0x64, text(dn), tlv(0x30, tlv(0x30, text(attribute), set))));
    }

    /** The end of a page. */
    static byte[] done(int id, int code, String cookie) {
        byte[] value = tlv(0x30, number(0x02, 0), text(cookie));
        byte[] control = tlv(0x30, text("1.2.840.113556.1.4.319"), tlv(0x04, value));
        return message(id, tlv(0x65, number(0x0a, code), text(""), text("")), tlv(0xa0, control));
    }

    /** Another server is to be asked. */
    static byte[] reference(int id, String address) {
        return message(id, tlv(0x73, text(address)));
    }

    static byte[] message(int id, byte[]... parts) {
        return tlv(
                0x30,
                Stream.concat(Stream.of(number(0x02, id)), Stream.of(parts)).toArray(byte[][]::new));
    }

    static byte[] text(String text) {
        return tlv(0x04, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] number(int tag, int number) {
        return tlv(tag, new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number});
    }

    /** Tag, length in five bytes, and what is in it. */
    static byte[] tlv(int tag, byte[]... parts) {
        int length = List.of(parts).stream().mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {
            (byte) tag, (byte) 0x84, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        });
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
