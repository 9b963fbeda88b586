package bzh.vigie.agent.host.windows;

/** Names of files as the kernel takes them. Pure. */
final class FileNames {
    private FileNames() {}

    /**
     * Whether this is one name: not a path, whose links Windows would follow on its own, no data stream ({@code file:stream}), and
     * not the directory itself or the one above.
     */
    static boolean isOne(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '\\' || c == '/' || c == ':' || c == 0);
    }
}
