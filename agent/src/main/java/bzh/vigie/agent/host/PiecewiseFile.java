package bzh.vigie.agent.host;

import bzh.vigie.agent.host.Files.OpenFile;

/** An open file that the machine gives in pieces, of the size that it had when it was opened. */
public interface PiecewiseFile extends OpenFile {
    /** The most bytes that are asked for at a time. */
    int PIECE = 64 << 10;

    /** Fills the array from {@code from} on with what stands at that place; how many bytes came, 0 or less where none does. */
    int piece(long at, byte[] into, int from, int length);

    @Override
    default int read(long at, byte[] into) {
        long size = status().size();
        int done = 0;
        while (at >= 0 && done < into.length && at + done < size) {
            int wanted = (int) Math.min(Math.min(PIECE, into.length - done), size - at - done);
            int length = piece(at + done, into, done, wanted);
            if (length <= 0) {
                break;
            }
            done += length;
        }
        return done;
    }
}
