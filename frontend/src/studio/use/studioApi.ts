/** Every request of the studio, named. */
import { SessionApi } from "../../shared/sessionApi";
import type { Annotation, Answer, Example, Item, Looked, PersonalSettings, Reviewed, Saved, StudioState } from "../model/types";

const id = encodeURIComponent;

export interface Walked {
  annotation: Annotation;
  example: Example;
}

export interface Told {
  annotation: Annotation;
  lease_until: string | null;
}

/** The examples that now stand as asked. */
export interface Bulk {
  changed: string[];
}

export class StudioApi extends SessionApi {
  state(): Promise<StudioState> {
    return this.ask("GET", "/api/studio/state");
  }

  next(queue: string, skip: readonly string[]): Promise<{ item: Item | null }> {
    return this.ask("POST", `/api/studio/queues/${id(queue)}/next`, { skip });
  }

  renew(exampleId: string): Promise<{ lease_until: string }> {
    return this.ask("POST", `/api/studio/examples/${id(exampleId)}/renew`, {});
  }

  save(annotationId: string, exampleId: string, changeId: string, revision: number, saved: Saved): Promise<Told> {
    return this.ask("PUT", `/api/studio/annotations/${id(annotationId)}`, { example_id: exampleId, change_id: changeId, revision, ...saved });
  }

  undo(annotationId: string, changeId: string): Promise<Walked> {
    return this.ask("POST", `/api/studio/annotations/${id(annotationId)}/undo`, { change_id: changeId });
  }

  redo(annotationId: string, changeId: string): Promise<Walked> {
    return this.ask("POST", `/api/studio/annotations/${id(annotationId)}/redo`, { change_id: changeId });
  }

  look(exampleIds: readonly string[], answer: Answer): Promise<{ items: Looked[] }> {
    return this.ask("POST", "/api/studio/bulk/preview", { example_ids: exampleIds, answer });
  }

  bulk(changeId: string, exampleIds: readonly string[], answer: Answer): Promise<Bulk> {
    return this.ask("POST", "/api/studio/bulk", { change_id: changeId, example_ids: exampleIds, answer });
  }

  undoBulk(changeId: string): Promise<Bulk> {
    return this.ask("POST", `/api/studio/bulk/${id(changeId)}/undo`, {});
  }

  redoBulk(changeId: string): Promise<Bulk> {
    return this.ask("POST", `/api/studio/bulk/${id(changeId)}/redo`, {});
  }

  history(limit: number): Promise<{ items: Walked[] }> {
    return this.ask("GET", `/api/studio/history?limit=${limit}`);
  }

  reviews(status: string, after: string | null): Promise<{ items: Reviewed[]; next: string | null }> {
    const asked = new URLSearchParams({ status, ...(after ? { after } : {}) });
    return this.ask("GET", `/api/studio/review?${asked}`);
  }

  approve(annotationId: string, changeId: string): Promise<unknown> {
    return this.ask("POST", `/api/studio/annotations/${id(annotationId)}/approve`, { change_id: changeId });
  }

  reject(annotationId: string, changeId: string, comment: string): Promise<unknown> {
    return this.ask("POST", `/api/studio/annotations/${id(annotationId)}/reject`, { change_id: changeId, comment });
  }

  settings(settings: PersonalSettings): Promise<unknown> {
    return this.ask("PUT", "/api/studio/settings/me", settings);
  }
}
