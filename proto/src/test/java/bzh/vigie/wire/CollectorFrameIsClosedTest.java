package bzh.vigie.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.EnrolAnswer;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Invariant 1: what a collector can say to an agent is a closed list. Whoever makes this test fail must show in a decision
 * note that the new field cannot make an agent run code, write outside its own state, or send a file's content.
 */
final class CollectorFrameIsClosedTest {
    @Test
    void everyFieldThatReachesAnAgentIsInThisList() {
        assertEquals(
                new TreeSet<>(Set.of(
                        "CollectorFrame.welcome: Welcome",
                        "CollectorFrame.acknowledgement: Acknowledgement",
                        "CollectorFrame.time: Time",
                        "CollectorFrame.policy: Policy",
                        "CollectorFrame.watchlist: Watchlist",
                        "CollectorFrame.inventory_request: InventoryRequest",
                        "CollectorFrame.sweep_request: SweepRequest",
                        "CollectorFrame.certificate_renewal: CertificateRenewal",
                        "CollectorFrame.goodbye: CollectorGoodbye",
                        "Welcome.durable: LanePosition",
                        "Welcome.time: Time",
                        "Welcome.policy: Policy",
                        "Acknowledgement.durable: LanePosition",
                        "LanePosition.lane: UINT32",
                        "LanePosition.epoch: STRING",
                        "LanePosition.number: UINT64",
                        "Time.wall_micros: SINT64",
                        "Time.session_secret: BYTES",
                        "Policy.version: UINT32",
                        "Policy.heartbeat_seconds: UINT32",
                        "Policy.inventory_pass_minutes: UINT32",
                        "Policy.spool_bytes: UINT64",
                        "Policy.removal_code: BYTES",
                        "Policy.directory_minutes: UINT32",
                        "Watchlist.version: UINT32",
                        "Watchlist.salt: BYTES",
                        "Watchlist.entries: BYTES",
                        "InventoryRequest.locations: LocationDigest",
                        "LocationDigest.location: STRING",
                        "LocationDigest.account_id: STRING",
                        "LocationDigest.digest: BYTES",
                        "SweepRequest.request_id: STRING",
                        "CertificateRenewal.certificate: BYTES",
                        "CertificateRenewal.authorities: BYTES",
                        "CertificateRenewal.bridges: BYTES",
                        "CollectorGoodbye.reason: ENUM",
                        "CollectorGoodbye.retry_after_seconds: UINT32",
                        "CollectorGoodbye.detail: STRING",
                        "EnrolAnswer.enrolled: Enrolled",
                        "EnrolAnswer.refused: Refused",
                        "Enrolled.agent_id: STRING",
                        "Enrolled.commune: STRING",
                        "Enrolled.certificate: BYTES",
                        "Enrolled.authorities: BYTES",
                        "Enrolled.time: Time",
                        "Refused.reason: ENUM",
                        "Refused.detail: STRING",
                        "Refused.retry_after_seconds: UINT32")),
                reachable(CollectorFrame.getDescriptor(), EnrolAnswer.getDescriptor()));
    }

    private static Set<String> reachable(Descriptor... roots) {
        Set<String> found = new TreeSet<>();
        for (Descriptor root : roots) {
            walk(root, found);
        }
        return found;
    }

    private static void walk(Descriptor message, Set<String> found) {
        for (FieldDescriptor field : message.getFields()) {
            boolean isMessage = field.getType() == FieldDescriptor.Type.MESSAGE;
            String type = isMessage
                    ? field.getMessageType().getName()
                    : field.getType().name();
            if (found.add(message.getName() + "." + field.getName() + ": " + type) && isMessage) {
                walk(field.getMessageType(), found);
            }
        }
    }
}
