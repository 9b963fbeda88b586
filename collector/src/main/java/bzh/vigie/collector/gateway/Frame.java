package bzh.vigie.collector.gateway;

import com.google.protobuf.ByteString;

/**
 * A whole frame, not yet looked into.
 *
 * @param held bytes that it holds of those in flight, to be given back by whoever is done with it
 */
record Frame(ByteString content, int held) {}
