package bzh.vigie.collector.intel.stix;

/** How a property is compared. */
enum Operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    IN,
    LIKE,
    MATCHES,
    ISSUBSET,
    ISSUPERSET
}
