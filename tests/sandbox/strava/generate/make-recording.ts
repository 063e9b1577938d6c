import type { ActivitySource, CourseSpec, Recording, RecordingPlan } from '../model.ts';
import { boutRecording } from './bout-recording.ts';
import { type Course, courseOf } from './course.ts';
import { courseRecording } from './course-recording.ts';
import { swimRecording } from './swim-recording.ts';

const keptRecordings = 24;

/** Makes recordings on demand and remembers the last few; loops are remembered all. */
export interface Recordings {
  /** `undefined` for a manual entry. The same source always gives the same samples. */
  of(source: ActivitySource): Recording | undefined;
}

/** A cache, because the samples of years would not fit in memory and follow from their plan anyway. */
export function createRecordings(): Recordings {
  const courses = new Map<string, Course>();
  const recent = new Map<ActivitySource, Recording>();
  const loop = (spec: CourseSpec): Course => {
    const key = `${spec.seed}/${spec.name}/${spec.lengthM}`;
    let course = courses.get(key);
    if (course === undefined) {
      course = courseOf(spec);
      courses.set(key, course);
    }
    return course;
  };
  const make = (plan: RecordingPlan): Recording => {
    if (plan.kind === 'swim') return swimRecording(plan);
    if (plan.course === undefined) return boutRecording(plan);
    return courseRecording(plan, loop(plan.course));
  };
  return {
    of(source) {
      if (source.kind === 'manual') return undefined;
      if (source.kind === 'file') return source.recording;
      const known = recent.get(source);
      if (known !== undefined) return known;
      const recording = make(source.plan);
      recent.set(source, recording);
      if (recent.size > keptRecordings) recent.delete(recent.keys().next().value as ActivitySource);
      return recording;
    },
  };
}
