package bzh.vigie.agent.persistence.format;

/** What Windows would run, as its own settings say it. */
public sealed interface WindowsRun extends Draft.Run {
    /**
     * A command line, as given to CreateProcess or to the shell: quotes, variables and the search path count.
     *
     * @param of32Bits it is started by a program of 32 bits
     */
    record Command(String line, boolean of32Bits) implements WindowsRun {}

    /**
     * A library that is loaded, by name or path; without a path from the system's own folder.
     *
     * @param of32Bits a program of 32 bits loads it
     */
    record Library(String path, boolean of32Bits) implements WindowsRun {}

    /** The file of a driver, as the kernel names it, relative to the system root where it is not absolute. */
    record Driver(String path) implements WindowsRun {}

    /**
     * A native program that the session manager starts: a name in the system's folder and its arguments.
     */
    record Native(String line) implements WindowsRun {}

    /**
     * The server of a COM class as this user, or the machine, would find it.
     *
     * @param clsid with its braces
     */
    record ComClass(String clsid, boolean of32Bits) implements WindowsRun {}
}
