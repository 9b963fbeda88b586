package bzh.vigie.collector;

import bzh.vigie.collector.notify.Letters;
import bzh.vigie.collector.notify.Letters.State;
import bzh.vigie.collector.store.Store;
import java.util.ArrayList;
import java.util.List;

/** Checks whether alerts reach those who are to be told. */
final class SinkChecks {
    private SinkChecks() {}

    static List<Check> all(Store store) {
        List<Check> checks = new ArrayList<>();
        for (State state : store.read(Letters::states)) {
            state.down()
                    .ifPresent(how ->
                            checks.add(Check.wrong("sink-down", state.sink(), how, Long.toString(state.behind()))));
            if (!state.dead().isEmpty()) {
                checks.add(Check.wrong(
                        "sink-dead", state.sink(), Integer.toString(state.dead().size())));
            }
        }
        return checks;
    }
}
