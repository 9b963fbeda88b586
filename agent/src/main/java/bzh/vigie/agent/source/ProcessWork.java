package bzh.vigie.agent.source;

import bzh.vigie.agent.host.CommandLine;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import java.util.List;

/** What the receiving thread of the process source leaves to the other one, in the order in which it happened. */
sealed interface ProcessWork {
    /** How much memory it holds on to, in bytes, roughly. */
    default int weight() {
        return 200;
    }

    /** A program began. */
    record Started(
            Moment at,
            ProcessKey process,
            Observed<ProcessKey> parent,
            Observed<String> parentImage,
            ProcessFacts facts,
            boolean alreadyRunning)
            implements ProcessWork {
        @Override
        public int weight() {
            int characters =
                    facts.commandLine().ifKnown().map(CommandLine::length).orElse(0);
            return 800 + 2 * characters;
        }
    }

    /** A process ended. */
    record Ended(Moment at, ProcessKey process, int exitCode) implements ProcessWork {}

    /** Processes that ran when the source began to watch. */
    record Running(List<ProcessFacts> all) implements ProcessWork {}

    /** What a log of Windows says of a program that began. */
    record Logged(LoggedStart start) implements ProcessWork {
        @Override
        public int weight() {
            return start.weight();
        }
    }

    /** What audit says of a program that began. */
    record Audited(AuditExecs.Exec exec) implements ProcessWork {}
}
