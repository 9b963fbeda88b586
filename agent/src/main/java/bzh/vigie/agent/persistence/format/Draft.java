package bzh.vigie.agent.persistence.format;

import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemTimes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An item to be: what a parser knows, before the machine is asked about what would run.
 *
 * @param name tells it from its neighbours in the same file; two alike are numbered later
 * @param traits what the text alone shows
 * @param rights whether it is about the rights of the file that was read: they have to be as shipped too
 * @param make how it stands against what the maker of the system has there
 * @param times what is known of an account, and when it starts; that of the source is not among them
 * @param unshown text that goes with it and of which only observables are told: an environment, a whole start file
 * @param onlyUnowned whether it is told only where no package has what would run
 */
public record Draft(
        String name,
        String value,
        Run run,
        boolean enabled,
        Set<Trait> traits,
        Rights rights,
        Make make,
        ItemTimes times,
        String unshown,
        boolean onlyUnowned) {
    public Draft {
        traits = Set.copyOf(traits);
    }

    /** One of which the maker's own is not known. */
    public Draft(String name, String value, Run run, boolean enabled, Set<Trait> traits, Rights rights) {
        this(name, value, run, enabled, traits, rights, Make.NOT_ASKED, ItemTimes.NONE, "", false);
    }

    /** One that is not about rights. */
    public Draft(String name, String value, Run run, boolean enabled, Set<Trait> traits) {
        this(name, value, run, enabled, traits, Rights.NOT_ASKED);
    }

    /** One that is enabled and shows nothing yet. */
    public static Draft of(String name, String value, Run run) {
        return new Draft(name, value, run, true, Set.of(), Rights.NOT_ASKED);
    }

    /** Whether an item of it with these traits is told. */
    public boolean isToldWith(Set<Trait> ofItem) {
        return !onlyUnowned || ofItem.contains(Trait.TARGET_UNOWNED);
    }

    /** The same under another name. */
    public Draft named(String other) {
        return new Draft(other, value, run, enabled, traits, rights, make, times, unshown, onlyUnowned);
    }

    /** The same, enabled or not. */
    public Draft enabled(boolean now) {
        return new Draft(name, value, run, now, traits, rights, make, times, unshown, onlyUnowned);
    }

    /** The same with a trait where it applies. */
    public Draft with(Trait trait, boolean applies) {
        if (!applies || traits.contains(trait)) {
            return this;
        }
        Set<Trait> more = new HashSet<>(traits);
        more.add(trait);
        return new Draft(name, value, run, enabled, more, rights, make, times, unshown, onlyUnowned);
    }

    /** The same, about the rights of the file. */
    public Draft about(Rights given) {
        return new Draft(name, value, run, enabled, traits, given, make, times, unshown, onlyUnowned);
    }

    /** The same, as the system has it by itself or not. */
    public Draft made(boolean asMade) {
        return new Draft(
                name,
                value,
                run,
                enabled,
                traits,
                rights,
                asMade ? Make.AS_MADE : Make.OTHERWISE,
                times,
                unshown,
                onlyUnowned);
    }

    /** The same, of an account that has these times. */
    public Draft at(ItemTimes known) {
        return new Draft(name, value, run, enabled, traits, rights, make, known, unshown, onlyUnowned);
    }

    /** The same, which starts then ({@link ItemTimes#starts}). */
    public Draft starting(String when) {
        return at(times.starting(when));
    }

    /** The same, with text of which only observables are told. */
    public Draft withUnshown(String text) {
        return new Draft(name, value, run, enabled, traits, rights, make, times, text, onlyUnowned);
    }

    /** The same, told only where no package has what would run. */
    public Draft ifUnowned() {
        return new Draft(name, value, run, enabled, traits, rights, make, times, unshown, true);
    }

    /** The same with what a text shows by itself. */
    public Draft suspectedBy(String text) {
        Draft draft = this;
        for (Trait trait : Suspicion.in(text)) {
            draft = draft.with(trait, true);
        }
        return draft;
    }

    /** What the rights of the file that was read give. */
    public enum Rights {
        /** It is not about them. */
        NOT_ASKED,
        /** More than others have. */
        SOME,
        /** Those of the superuser, which is told as a trait where the package did not ship it so. */
        SUPERUSER
    }

    /** How what is configured stands against what the system's maker ships in that place. */
    public enum Make {
        /** Nothing is known of it. */
        NOT_ASKED,
        /** It is what the system has there by itself. */
        AS_MADE,
        /** The system has something else there by itself. */
        OTHERWISE
    }

    /** What would be run. */
    public sealed interface Run
            permits Run.Nothing,
                    Run.Itself,
                    Run.SocketHolder,
                    Run.Path,
                    Run.Search,
                    Run.Through,
                    Run.Directory,
                    Run.Module,
                    Run.Shell,
                    Run.Arguments,
                    WindowsRun {
        /** Nothing that is a file. */
        record Nothing() implements Run {}

        /** The file that was read. */
        record Itself() implements Run {}

        /** The program of the process that holds the socket with that inode; its path becomes part of the item's name. */
        record SocketHolder(long inode) implements Run {}

        /** A file that is loaded or run as it is. */
        record Path(String path) implements Run {}

        /**
         * A file that is looked for by name.
         *
         * @param directories in order, with {@code *} for any part of one name; the first that holds the name counts
         */
        record Search(String name, List<String> directories) implements Run {
            public Search {
                directories = List.copyOf(directories);
            }
        }

        /** A file that is loaded and by its settings runs another one. */
        record Through(Run loaded, Run runs) implements Run {}

        /** A directory whose files are loaded or run; it need not be there yet. */
        record Directory(String path) implements Run {}

        /**
         * A kernel module by its name, looked up as modprobe(8) does: {@code -} and {@code _} are the same.
         *
         * @param expected it is missing where no kernel has it; otherwise one that none has is merely not loaded
         */
        record Module(String name, boolean expected) implements Run {}

        /**
         * A text given to a shell.
         *
         * @param path directories where programs are looked for, in order
         */
        record Shell(String text, List<String> path) implements Run {
            public Shell {
                path = List.copyOf(path);
            }
        }

        /** A program and its arguments, without a shell. */
        record Arguments(List<String> words, List<String> path) implements Run {
            public Arguments {
                words = List.copyOf(words);
                path = List.copyOf(path);
            }
        }
    }
}
