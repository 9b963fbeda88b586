package bzh.vigie.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Event;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import com.google.protobuf.Descriptors.EnumDescriptor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each enum of the records has the constants of its enum on the wire, in the same order after the unspecified one. */
final class WireEnumsTest {
    @Test
    void constantsHaveTheSameNamesInTheSameOrder() {
        same(Event.LogonAction.class, bzh.vigie.v1.LogonAction.getDescriptor());
        same(Event.LogonType.class, bzh.vigie.v1.LogonType.getDescriptor());
        same(Event.Transport.class, bzh.vigie.v1.Transport.getDescriptor());
        same(Event.Direction.class, bzh.vigie.v1.Direction.getDescriptor());
        same(Event.AccountAction.class, bzh.vigie.v1.AccountAction.getDescriptor());
        same(Event.Change.class, bzh.vigie.v1.Change.getDescriptor());
        same(Event.AgentAction.class, bzh.vigie.v1.AgentAction.getDescriptor());
        same(Event.StartKind.class, bzh.vigie.v1.StartKind.getDescriptor());
        same(WatchState.class, bzh.vigie.v1.WatchState.getDescriptor());
        same(ReasonCode.class, bzh.vigie.v1.ReasonCode.getDescriptor());
        same(Observed.Why.class, bzh.vigie.v1.Missed.getDescriptor());
        same(Neighbour.Origin.class, bzh.vigie.v1.NeighbourOrigin.getDescriptor());
        same(DirectoryAccount.Kind.class, bzh.vigie.v1.DirectoryAccountKind.getDescriptor());
        same(LocationStatus.State.class, bzh.vigie.v1.LocationState.getDescriptor());
        same(LocationStatus.Trigger.class, bzh.vigie.v1.Trigger.getDescriptor());
    }

    private static <E extends Enum<E>> void same(Class<E> record, EnumDescriptor wire) {
        String unspecified = wire.getValues().getFirst().getName();
        String prefix = unspecified.substring(0, unspecified.length() - "UNSPECIFIED".length());
        List<String> expected = Arrays.stream(record.getEnumConstants())
                .map(c -> prefix + c.name())
                .toList();
        List<String> found =
                wire.getValues().stream().skip(1).map(v -> v.getName()).toList();
        assertEquals(expected, found, wire.getFullName());
        for (int i = 0; i < wire.getValues().size(); i++) {
            assertEquals(i, wire.getValues().get(i).getNumber(), wire.getFullName());
        }
    }
}
