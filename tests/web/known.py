"""What a browser knows: the state it fetched, changed by each event as docs/API.md says and by nothing else."""

from typing import Any

Json = dict[str, Any]


class KnownDesk:
    """The reducer of the desk in small; `shown` must equal that of a fresh state."""

    def __init__(self, state: Json) -> None:
        self.position: int = state["position"]
        self.me: Json = state["me"]
        self.agents: dict[str, Json] = {agent["id"]: agent for agent in state["agents"]}
        self.episodes: dict[str, Json] = {episode["id"]: episode for episode in state["episodes"]}

    def take(self, frame: Json) -> None:
        if frame["type"] != "event":
            return
        assert frame["position"] > self.position, "an event came twice or out of order"
        self.position = frame["position"]
        data = frame["data"]
        match frame["name"]:
            case "episode.changed":
                self.episodes[data["summary"]["id"]] = data["summary"]
            case "episode.gone":
                self.episodes.pop(data["id"], None)
            case "episode.read":
                episode = self.episodes.get(data["episode_id"])
                if episode:
                    episode["read_count"] = max(episode["read_count"], data["read_count"])
            case "agent.changed":
                agent = data["agent"]
                self.agents[agent["id"]] = agent
                if agent["id"] == self.me["id"]:
                    self.me = {**self.me, "availability": agent["availability"], "capacity": agent["capacity"]}

    def shown(self) -> Json:
        """Resolved episodes have left the list; a place is counted among those who queue, whom every desk sees."""
        waiting = [episode for episode in self.episodes.values() if episode["status"] == "queued"]
        waiting.sort(key=lambda episode: (not episode["contact"]["vip"], episode["queued_at"], episode["id"]))
        places = {episode["id"]: place for place, episode in enumerate(waiting, 1)}
        return {
            "me": self.me,
            "agents": self.agents,
            "episodes": {
                episode["id"]: {**episode, "place": places.get(episode["id"])}
                for episode in self.episodes.values()
                if episode["status"] != "resolved"
            },
        }


class KnownThread:
    """The lines of one thread, at the desk or in the widget."""

    def __init__(self, position: int, messages: list[Json], episode_id: str | None = None) -> None:
        self.position = position
        self.messages = {message["id"]: message for message in messages}
        self.episode_id = episode_id

    def take(self, frame: Json) -> None:
        if frame["type"] != "event" or frame["name"] not in {"message.created", "message.changed"}:
            return
        if frame["position"] <= self.position or frame["data"].get("episode_id") != self.episode_id:
            return
        message = frame["data"]["message"]
        self.messages[message["id"]] = message

    def shown(self) -> list[Json]:
        return sorted(self.messages.values(), key=lambda message: int(message["seq"]))
