package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The processes of a disk or a folder: there are none. Immutable. */
public final class OfflineProcesses implements Processes {
    @Override
    public void running(Consumer<ProcessFacts> each) {
        // Nothing runs there.
    }

    @Override
    public void listed(Listed each) {
        // Nothing runs there.
    }

    @Override
    public OptionalInt startCanary() {
        return OptionalInt.empty();
    }

    @Override
    public ProcessFacts facts(int pid) {
        return new ProcessFacts(
                pid,
                OptionalLong.empty(),
                OptionalInt.empty(),
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                false,
                Optional.empty());
    }

    @Override
    public ProcessNotices notices() throws Refused {
        throw new Refused(ReasonCode.NOT_PRESENT, "offline");
    }
}
