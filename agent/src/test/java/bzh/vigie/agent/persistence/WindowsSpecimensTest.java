package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WindowsSpecimensTest {
    @Test
    void specimensAreWhatTheirRecipeMakes() throws IOException {
        if (Boolean.getBoolean("vigie.write-specimens")) {
            WindowsSpecimens.write(CatalogueTest.FIXTURES);
        }
        for (Map.Entry<String, byte[]> file : WindowsSpecimens.all().entrySet()) {
            assertArrayEquals(
                    file.getValue(), Files.readAllBytes(CatalogueTest.FIXTURES.resolve(file.getKey())), file.getKey());
        }
    }
}
