package bzh.vigie.agent.fuzz;

import java.util.List;

/**
 * Something that reads bytes of others and must take any.
 *
 * @param name tells it from others in what a finding prints
 * @param seeds bytes from which to begin
 */
public record FuzzTarget(String name, Reader reader, List<byte[]> seeds) {
    /** Reads them. */
    @FunctionalInterface
    public interface Reader {
        void read(byte[] bytes) throws Exception;
    }

    public FuzzTarget {
        seeds = List.copyOf(seeds);
    }
}
