package bzh.vigie.agent.persistence.format;

/** How what lies in a place is understood: a file or a registry key. */
public sealed interface Parser permits Format, KeyFormat, CrossCheck {}
