package bzh.vigie.collector.gateway;

import com.google.protobuf.ByteString;

/**
 * A whole frame, not yet looked into.
 *
 * @param held what it holds of the {@link ByteBudget}, to be given back by whoever is done with it
 */
record Frame(ByteString content, int held) {}
