import { LandedCost } from "./landed-cost";

export default function Page() {
  return <LandedCost />;
}
