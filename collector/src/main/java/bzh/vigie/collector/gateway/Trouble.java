package bzh.vigie.collector.gateway;

import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.StoreException.Fault;
import java.lang.System.Logger.Level;

/** A failure in the log: of one whose remedy is known the sentence says all, of any other there is the trace. */
final class Trouble {
    private Trouble() {}

    static void log(System.Logger log, String what, RuntimeException failure) {
        if (failure instanceof StoreException known && known.fault() != Fault.OTHER) {
            log.log(Level.ERROR, what + ": " + known.getMessage());
            log.log(Level.DEBUG, what, failure);
        } else {
            log.log(Level.ERROR, what, failure);
        }
    }
}
