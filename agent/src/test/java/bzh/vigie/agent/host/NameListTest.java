package bzh.vigie.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameListTest {
    @Test
    void namesComeOutAsTheyWentIn() {
        for (int size : new int[] {0, 1, 1_023, 1_024, 1_025, 5_000}) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                names.add(i % 3 == 0 ? "" : i % 3 == 1 ? "{" + i + "}" : "é\ud800€" + i);
            }
            NameList list = NameList.of(names);
            assertEquals(names, list);
            assertEquals(list, names);
            assertSame(list, NameList.of(list));
            assertThrows(IndexOutOfBoundsException.class, () -> list.get(size));
        }
    }
}
