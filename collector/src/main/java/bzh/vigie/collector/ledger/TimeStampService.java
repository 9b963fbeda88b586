package bzh.vigie.collector.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A time-stamping authority that is asked over HTTP (RFC 3161, 3.4). It learns the SHA-256 of an anchor and nothing else. What it
 * answers is verified before it is given on.
 *
 * @param address http or https
 * @param authorities who may have signed its certificate
 */
public record TimeStampService(URI address, List<X509Certificate> authorities) {
    private static final int WAIT_MILLIS = 10_000;
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    public TimeStampService {
        authorities = List.copyOf(authorities);
    }

    /**
     * A stamp.
     *
     * @param answer as the authority gave it: what a file {@code .tsr} holds
     * @param time when the authority says that the anchor existed
     */
    public record Stamp(Answer answer, Instant time) {}

    /** Bytes that are not changed. */
    public static final class Answer {
        private final byte[] bytes;

        Answer(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] bytes() {
            return bytes.clone();
        }
    }

    /** Asks for a stamp of an anchor; takes 40 seconds at most. */
    public Stamp stamp(Anchor anchor, RandomGenerator random) throws TimeStampException {
        byte[] number = new byte[8];
        random.nextBytes(number);
        BigInteger nonce = new BigInteger(1, number);
        byte[] answer;
        try {
            answer = ask(TimeStamp.request(anchor, nonce));
        } catch (IOException | ClassCastException | IllegalArgumentException e) {
            throw new TimeStampException(TimeStampException.Reason.UNREACHABLE, e);
        }
        return new Stamp(new Answer(answer), TimeStamp.verifyAnswer(answer, anchor, nonce, authorities));
    }

    private byte[] ask(byte[] request) throws IOException {
        URLConnection opened = address.toURL().openConnection();
        if (!(opened instanceof HttpURLConnection connection)) {
            throw new IOException("not http or https");
        }
        connection.setConnectTimeout(WAIT_MILLIS);
        connection.setReadTimeout(WAIT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/timestamp-query");
        connection.setRequestProperty("Accept", "application/timestamp-reply");
        try {
            connection.getOutputStream().write(request);
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("HTTP " + connection.getResponseCode());
            }
            try (InputStream in = connection.getInputStream()) {
                return read(in);
            }
        } finally {
            connection.disconnect();
        }
    }

    /** Bounded in length and, against one who sends a byte now and then, in time. */
    private static byte[] read(InputStream in) throws IOException {
        long start = System.nanoTime();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[4_096];
        int count = in.read(part);
        while (count >= 0) {
            all.write(part, 0, count);
            if (all.size() > TimeStamp.MOST_BYTES || System.nanoTime() - start > DEADLINE_NANOS) {
                throw new IOException("it answers too much, or too slowly");
            }
            count = in.read(part);
        }
        return all.toByteArray();
    }
}
