package bzh.vigie.collector.gateway;

/** Fired through a pipeline: what the connection wants to send does not fit into memory now. */
enum Shed {
    OVER_BUDGET
}
