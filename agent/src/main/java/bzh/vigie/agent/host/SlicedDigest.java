package bzh.vigie.agent.host;

import java.security.MessageDigest;

/**
 * A digest that is computed elsewhere, some bytes at a time: while a call works on an array of Java's, nothing of it can be moved, so
 * no call takes long. For one thread, as every computation of a digest.
 */
public abstract class SlicedDigest extends MessageDigest {
    private static final int SLICE = 64 << 10;

    private final int length;
    private boolean begun;

    /** By Java's name of it, with its length in bytes. */
    protected SlicedDigest(String algorithm, int length) {
        super(algorithm);
        this.length = length;
    }

    /** A new computation begins. */
    protected abstract void begin();

    /** Takes at most 64 KiB. */
    protected abstract void take(byte[] bytes, int from, int count);

    /** Ends the computation; {@code digest} is as long as the digest. */
    protected abstract void end(byte[] digest);

    @Override
    protected final int engineGetDigestLength() {
        return length;
    }

    @Override
    protected final void engineUpdate(byte one) {
        engineUpdate(new byte[] {one}, 0, 1);
    }

    @Override
    protected final void engineUpdate(byte[] bytes, int from, int count) {
        beginOnce();
        for (int at = from; at < from + count; at += SLICE) {
            take(bytes, at, Math.min(SLICE, from + count - at));
        }
    }

    @Override
    protected final byte[] engineDigest() {
        beginOnce();
        byte[] digest = new byte[length];
        end(digest);
        begun = false;
        return digest;
    }

    @Override
    protected final void engineReset() {
        if (begun) {
            end(new byte[length]);
            begun = false;
        }
    }

    private void beginOnce() {
        if (!begun) {
            begin();
            begun = true;
        }
    }
}
