package bzh.vigie.journal;

/**
 * A record as it was appended.
 *
 * @param number 1 or more
 * @param bytes not copied: leave them as they are
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per record would cost more than it protects
public record Entry(long number, byte[] bytes) {}
