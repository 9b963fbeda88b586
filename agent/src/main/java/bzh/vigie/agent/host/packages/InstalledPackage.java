package bzh.vigie.agent.host.packages;

/**
 * A package as a database has it.
 *
 * @param database the one that has it
 * @param name without version and architecture
 * @param label what names its files in the database where that is not the name
 * @param at where in the database it is described
 */
record InstalledPackage(PackageDatabase database, String name, String label, long at) {}
