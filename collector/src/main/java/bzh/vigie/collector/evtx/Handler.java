package bzh.vigie.collector.evtx;

/** What is told of an event, in the order of its XML. */
interface Handler {
    void start(String name);

    /** Comes after {@code start} and before any content. */
    void attribute(String name, Value value);

    void value(Value value);

    void end();
}
