package bzh.vigie.agent.host;

import bzh.vigie.agent.host.Reading.Found;

/**
 * A machine as the inventory sees it: this one, or a disk that lies somewhere.
 *
 * @param watch absent where nothing is to be watched, refused where it cannot be
 * @param running absent where nothing runs
 * @param registry absent where it is no Windows
 * @param apart absent where its files are read by this process alone
 * @param lists absent where nothing runs, or where that system is not asked
 */
public record Machine(
        Files files,
        Accounts accounts,
        Packages packages,
        Reading<FileWatch> watch,
        Reading<Running> running,
        Reading<Registry> registry,
        Reading<Apart> apart,
        Reading<SystemLists> lists)
        implements AutoCloseable {
    /** One whose system is not asked what it says of itself. */
    public Machine(
            Files files,
            Accounts accounts,
            Packages packages,
            Reading<FileWatch> watch,
            Reading<Running> running,
            Reading<Registry> registry,
            Reading<Apart> apart) {
        this(files, accounts, packages, watch, running, registry, apart, Reading.absent());
    }

    /** One that is no Windows, whose files are read by this process alone. */
    public Machine(
            Files files, Accounts accounts, Packages packages, Reading<FileWatch> watch, Reading<Running> running) {
        this(files, accounts, packages, watch, running, Reading.absent(), Reading.absent());
    }

    /** One that is no Windows and does not run. */
    public Machine(Files files, Accounts accounts, Packages packages, Reading<FileWatch> watch) {
        this(files, accounts, packages, watch, Reading.absent());
    }

    /** The same, with files read by this process alone. */
    public Machine inside() {
        return new Machine(files, accounts, packages, watch, running, registry, Reading.absent(), lists);
    }

    /** The same, whose system says that of itself. */
    public Machine telling(Reading<SystemLists> others) {
        return new Machine(files, accounts, packages, watch, running, registry, apart, others);
    }

    /** The same, of whose changes nothing is told, for that reason. */
    public Machine unwatched(Reading.Refused<FileWatch> why) {
        return new Machine(files, accounts, packages, why, running, registry, apart, lists);
    }

    @Override
    public void close() {
        if (watch instanceof Found<FileWatch> found) {
            found.value().close();
        }
        registry.ifFound().ifPresent(Registry::close);
        files.close();
    }
}
