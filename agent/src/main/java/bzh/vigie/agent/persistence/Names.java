package bzh.vigie.agent.persistence;

/** What a machine calls the numbers that files belong to, by its own accounts and groups. */
interface Names {
    /** The account with that uid, or its number. */
    String account(long uid);

    /** The group with that gid, or its number. */
    String group(long gid);
}
