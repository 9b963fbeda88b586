package bzh.vigie.agent.persistence;

/** A machine without accounts and groups. */
final class Numbers implements Names {
    @Override
    public String account(long uid) {
        return "uid " + uid;
    }

    @Override
    public String group(long gid) {
        return Long.toString(gid);
    }
}
