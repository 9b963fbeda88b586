package bzh.vigie.agent.host;

import java.util.List;
import java.util.Optional;

/**
 * The registry of one Windows, live or from its hives. Paths have one normal form, the same for both: {@code HKLM\SOFTWARE\…},
 * {@code HKLM\SYSTEM\CurrentControlSet\…} for the control set that was started last, and {@code HKU\<SID>\…}, where a user's
 * classes stand under {@code Software\Classes} as the user sees them. Letter case does not count. What is behind a link
 * (REG_LINK) is given in its place. No call throws for what the machine holds. Thread-safe.
 */
public interface Registry extends AutoCloseable {
    /** The separator of a path. */
    char SEPARATOR = '\\';

    /** The key at that path; absent where there is none, refused where the hive that would hold it could not be read. */
    Reading<RegistryKey> key(String path);

    /** Its security descriptor in self-relative form ([MS-DTYP] 2.4.6). */
    Reading<byte[]> security(String path);

    /**
     * Where the link at that path leads, in the normal form where it is one of ours, otherwise as the kernel names it; empty
     * where it is no link.
     */
    Optional<String> link(String path);

    /** Everybody whose settings lie somewhere on this machine, logged on or not; each id once. */
    List<Profile> profiles();

    /** Looks again whose settings there are, and reads those from files anew: people come and go while a machine runs. */
    default void renew() {}

    /**
     * Why what is read below that path may not be all that was written: its hive was not closed, and no log makes up for it. Empty
     * where nothing speaks for that.
     */
    default Optional<Reading.Refused<?>> doubt(String path) {
        return Optional.empty();
    }

    /** How many keys and values could not be read so far, since they are damaged or too large; grows while reading. */
    default long unread() {
        return 0;
    }

    /** Gives up what is only kept since more is about to be asked; called after a pass. */
    default void rest() {}

    /** Gives up what the reader holds; it is not used afterwards. */
    @Override
    void close();

    /**
     * One user's settings.
     *
     * @param id SID; for a folder that no account has, a dash and the folder's name, such as {@code -Default}
     * @param name of the account, or of the folder
     * @param folder empty where none is known
     */
    record Profile(String id, String name, Optional<HostPath> folder, Reading<State> hive) {}

    /** From where a user's hive is read. */
    enum State {
        /** It is loaded: Windows answers for it. */
        LOADED,
        /** From its file. */
        FILE
    }
}
