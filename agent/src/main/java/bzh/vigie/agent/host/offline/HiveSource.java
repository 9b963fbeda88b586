package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.windows.regf.Hive;
import java.util.List;

/** Gives hives by their files, each with the logs beside it. Used by one thread at a time. */
interface HiveSource {
    /** Of the logs beside a hive, in the order in which they count. */
    List<String> LOGS = List.of(".LOG1", ".LOG2", ".LOG");

    /** The hive in that file; absent where there is no file. */
    Reading<Hive> open(HostPath file);

    /** How much of all that were opened could not be read so far. */
    long unread();

    /** Gives up what is kept: it is opened again when it is asked for. */
    void forget();
}
