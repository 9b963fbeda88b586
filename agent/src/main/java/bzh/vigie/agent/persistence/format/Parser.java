package bzh.vigie.agent.persistence.format;

/** How what lies in a place is understood: a file, a registry key, or objects of a directory. */
public sealed interface Parser permits Format, KeyFormat, CrossCheck, DirectoryFormat {}
