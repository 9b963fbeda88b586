package bzh.vigie.agent.host;

import java.util.List;
import java.util.Optional;

/**
 * What a service told.
 *
 * @param unread why it did not tell everything, if it did not
 */
public record ToldBy<T>(List<T> all, Optional<Reading.Refused<?>> unread) {
    public ToldBy {
        all = List.copyOf(all);
    }
}
