package bzh.vigie.agent.host;

import bzh.vigie.event.Observed;

/**
 * The program file of a process, held open so that it can be hashed after the process or the file's name has gone. Whoever
 * gets one closes it. Not thread-safe, but may be handed to another thread.
 */
public interface OpenImage extends AutoCloseable {
    FileIdentity identity();

    /**
     * What the whole content is, read slowly so that it costs little of the machine.
     *
     * @param limit bytes; a longer file is missed as too large
     */
    Observed<HashedImage> hash(long limit);

    @Override
    void close();
}
