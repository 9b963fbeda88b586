package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Files.OpenFile;
import java.util.Optional;

/** One of the three ways in which rpm keeps the headers of packages in a file. Whatever the bytes are, no call throws. */
interface RpmStore {
    /** A longer header is not read. */
    int MAX_HEADER = 32 << 20;

    /** More packages than this are not read. */
    int MAX_PACKAGES = 65_535;

    /** Takes headers as they are read. */
    interface Taker {
        /**
         * Takes one.
         *
         * @param at where it is, for {@link #one}
         */
        void take(long at, byte[] header);
    }

    /**
     * Tells every header.
     *
     * @return how many were damaged or too long; below zero where the file is not of this kind at all
     */
    long each(OpenFile file, OpenFile log, Taker taker);

    /** The header that is there. */
    Optional<byte[]> one(OpenFile file, OpenFile log, long at);
}
