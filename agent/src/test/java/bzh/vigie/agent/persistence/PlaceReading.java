package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import java.util.List;

/** What is read of one place of a directory that shares no files. */
final class PlaceReading {
    private PlaceReading() {}

    /** All that is said of it. */
    static SiteReading of(String location, Directory directory) {
        DirectorySurvey survey = new DirectorySurvey(() -> directory, domain -> Reading.absent());
        survey.plan();
        SiteReading reading = survey.read(survey.sites().stream()
                .filter(site -> site.location().id().equals(location))
                .findFirst()
                .orElseThrow());
        survey.rest();
        return reading;
    }

    /** Its items, of objects that are LDIF; all of it is read. */
    static List<Item> items(String location, String ldif) {
        SiteReading reading = of(location, HeldDirectory.of(ldif));
        assertEquals(State.READ, reading.state(), reading.detail());
        return reading.items();
    }
}
