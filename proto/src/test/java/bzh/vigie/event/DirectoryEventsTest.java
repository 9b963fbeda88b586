package bzh.vigie.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DirectoryEventsTest {
    @Test
    void theseOfTheSecurityLogTellOfAChange() {
        assertEquals(
                "4706 4707 4716 4728 4729 4732 4733 4738 4741 4742 4743 4756 4757 4765 4766 4780"
                        + " 5136 5137 5138 5139 5141",
                String.join(
                        " ",
                        IntStream.rangeClosed(1, 9_999)
                                .mapToObj(Integer::toString)
                                .filter(id -> DirectoryEvents.isChange("Security", id))
                                .toList()));
    }

    @Test
    void thoseOfOtherLogsDoNot() {
        assertEquals(
                0,
                IntStream.rangeClosed(1, 9_999)
                        .filter(id -> DirectoryEvents.isChange("Directory Service", Integer.toString(id)))
                        .count());
    }
}
