package bzh.vigie.agent.host;

import bzh.vigie.event.Sha256;

/**
 * A folder of which only regular files below it count: no link is ever followed, so nothing outside of it is reached. No call throws for
 * what lies there. Used by one thread.
 */
public interface SharedFolder {
    /**
     * A regular file.
     *
     * @param path below the folder, which is {@link HostPath#ROOT}
     * @param size bytes
     * @param modifiedMicros last change of the content, microseconds since 1970 UTC, as the folder's machine tells it
     */
    record Found(HostPath path, long size, long modifiedMicros) {}

    /** What somebody wants of it. */
    interface Visit {
        /** Takes a file; false ends it all. */
        boolean take(Found file);

        /**
         * A directory that could not be listed, wholly or at all, or a file that could not be asked about.
         *
         * @param path below the folder
         */
        void refused(HostPath path, Reading.Refused<?> why);
    }

    /** Goes through all of it, in no particular order. */
    void walk(Visit visit);

    /** The whole content, refused as too large where there are more than {@code limit} bytes. */
    Reading<byte[]> read(HostPath path, int limit);

    /** Digest over the whole content, refused likewise. */
    Reading<Sha256> digest(HostPath path, long limit);
}
